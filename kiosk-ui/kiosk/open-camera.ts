import { base64Of } from "../state/base64.ts";
import type { ReadCode } from "./watch-camera.ts";

/** Wide enough for a card at arm's length, small enough for five frames a second on a cheap box. */
const FRAME_WIDTH = 960;

/** The camera of this box, seen frame by frame. Rejects as `getUserMedia` does, with NotFoundError where pages get no camera at all. */
export async function openCamera(): Promise<() => Promise<readonly ReadCode[]>> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) throw new DOMException("no camera for this page", "NotFoundError");
  const stream = await devices.getUserMedia({ video: { width: { ideal: 1280 }, facingMode: "user" }, audio: false });
  const { prepareCodeReader } = await import("./code-reader.ts");
  const [read, video] = [await prepareCodeReader(), document.createElement("video")];
  video.srcObject = stream;
  video.muted = true;
  await video.play();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  return async () => {
    if (!stream.active) throw new Error("the camera was taken away");
    const scale = Math.min(1, FRAME_WIDTH / video.videoWidth);
    canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
    canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const codes = await read(context.getImageData(0, 0, canvas.width, canvas.height));
    return codes.map(({ bytes, symbology }) => ({ code: base64Of(bytes), symbology }));
  };
}
