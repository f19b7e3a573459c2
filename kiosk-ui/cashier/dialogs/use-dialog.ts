import type { Intention } from "../../state/command-sender.ts";
import { useApp } from "../../state/app.ts";

/** What every dialog does: close, and send a command that closes it when the till agrees. */
export function useDialog() {
  const app = useApp();
  const close = (): void => {
    app.dialog.value = null;
  };
  /** A refusal that a senior or a scanned code can lift closes too: the approval or the prompt takes over from here. */
  const sendAndClose = async (intention: Intention): Promise<string> => {
    const reply = await app.request(intention);
    if (reply.ok || reply.needsApproval || reply.needsCode) {
      close();
      return "";
    }
    app.sounds.play("bad");
    return reply.text;
  };
  return { app, t: app.t, close, sendAndClose };
}
