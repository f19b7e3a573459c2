import { chromium, type Browser, type Page } from "playwright-core";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

export function launchBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] });
}

/** The cashier of the demonstration signs in by touch and opens the shift. */
export async function openShiftByTouch(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Анна/ }).click();
  for (const digit of "1111") await page.getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: "Войти" }).click();
  await page.getByRole("button", { name: "Открыть смену" }).click();
  await page.getByText("Отсканируйте товар").waitFor();
}
