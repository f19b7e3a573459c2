import type { CommandReply, TillCommand } from "../config/contract/commands.ts";
import { appError, errorHint, errorText, type AppError } from "../config/errors/index.ts";
import { err, ok, type Result } from "../config/result.ts";
import type { ScanEvent } from "../device-drivers/scanner/scan.ts";
import type { Operator } from "./access/operator.ts";
import { pendingApproval, stillStands, type ApprovableCommand } from "./access/pending-approval.ts";
import { may, type Action } from "./access/permissions.ts";
import { NO_ATTEMPTS, signInByBadge, signInByPin, type SignIn } from "./access/sign-in.ts";
import { NO_ALERTS, type Alerts } from "./alerts.ts";
import { createTurns } from "./access/turns.ts";
import type { CoreCommand } from "./core/command.ts";
import { authorise, type DecideContext } from "./core/context.ts";
import { decide } from "./core/decide.ts";
import type { OpenDeal } from "./deals/deal.ts";
import type { JournalledEvent, TillEvent } from "./core/event.ts";
import type { TillState } from "./core/state.ts";
import { spendablePoints } from "./input/history-input.ts";
import { completeCommand } from "./input/person-input.ts";
import {
  answerOf,
  CODE_WANTED,
  nextPrompt,
  promptFor,
  promptStands,
  refusedScan,
  wantedGoods,
  type CodePrompt,
} from "./input/code-prompt.ts";
import type { CounterDevices } from "./input/ports.ts";
import { isCustomersOwn, scanOf, understandScan } from "./input/scan-input.ts";
import type { ScreenState, TillPorts } from "./till-ports.ts";
import { reprintLast, reprintReceipt, type ReprintPorts } from "./reprint.ts";
import { MAIN_REGISTRAR } from "./shift/book.ts";
import { shiftAlarm } from "./shift/shift-alarm.ts";
import { settlementOf } from "./effects/settle-unresolved.ts";

export interface Change {
  readonly events: readonly JournalledEvent[];
  readonly sound: "good" | "bad" | "ask" | null;
}

/** The one door of the till: people, scanners, effects and the simulator all enter here. */
export interface Till {
  readonly state: TillState;
  readonly screen: ScreenState;
  /** A person's command. The same `id` again returns the stored reply and does nothing. */
  execute(command: TillCommand): Promise<CommandReply>;
  /** A read of a scanner. Errors go to the red panel. */
  scan(scan: ScanEvent): void;
  /** The outcome of an effect. An error means that it is not committed: try again. */
  outcome(command: CoreCommand): Result<readonly JournalledEvent[], AppError>;
  /** Shows an error that no command asked for (a device, a refused mark). */
  raise(error: AppError): void;
  onChange(listener: (change: Change) => void): () => void;
  /** Every error that was shown or answered, for the technician's page. */
  onError(listener: (error: AppError) => void): void;
}

export function createTill(ports: TillPorts): Till {
  return new TillDoor(ports);
}

class TillDoor implements Till {
  readonly #ports: TillPorts;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #errorListeners = new Set<(error: AppError) => void>();
  /** The same command sent again before its reply is there waits for that reply. */
  readonly #underWay = new Map<string, Promise<CommandReply>>();
  /** PIN checks of one person, one at a time: many at once would all be made before the first failure counts. */
  readonly #pinChecks = createTurns();
  #alerts: Alerts = NO_ALERTS;
  #screen: ScreenState = { alert: null, approval: null, codePrompt: null };

  constructor(ports: TillPorts) {
    this.#ports = ports;
  }

  get state(): TillState {
    return this.#ports.journal.state;
  }

  get screen(): ScreenState {
    this.#dropStale();
    return this.#screen;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onError(listener: (error: AppError) => void): void {
    this.#errorListeners.add(listener);
  }

  outcome(command: CoreCommand): Result<readonly JournalledEvent[], AppError> {
    return this.#commit(command, null, null, null);
  }

  raise(error: AppError): void {
    for (const listener of this.#errorListeners) listener(error);
    this.#showAlerts(this.#alerts.raised({ code: error.code, ...this.#texts(error) }));
    this.#changed([], "bad");
  }

  #showAlerts(alerts: Alerts): void {
    this.#alerts = alerts;
    this.#screen = { ...this.#screen, alert: alerts.shown };
  }

  scan(scan: ScanEvent): void {
    this.#read(scan, null);
  }

  /** Whatever refuses the read stands in the red panel when this returns, and is the reply of a `scan` command. */
  #read(scan: ScanEvent, commandId: string | null): CommandReply {
    const { alert } = this.#screen;
    if (alert !== null) {
      this.#showAlerts(this.#alerts.scanned());
      this.#changed([], "bad");
      return { ok: false, code: alert.code, text: alert.text, hint: alert.hint };
    }
    const { codePrompt } = this.screen;
    const meaning = understandScan(scan, this.#ports, wantedGoods(codePrompt, this.state));
    if (this.#ports.customerSources.has(scan.source) && !isCustomersOwn(meaning)) {
      // Nobody at the till asked: a sound, and no words.
      this.#changed([], "bad");
      return { ok: true };
    }
    if (codePrompt !== null) {
      const answered = this.#answerPrompt(codePrompt, meaning, commandId);
      if (answered !== null) return answered;
    }
    // What nobody could have rung up anyway need not be told apart: signing in comes first.
    if (!meaning.ok) return this.#alarm(this.state.operator === null ? appError("ACC101") : meaning.error);
    if (meaning.value.kind === "stamp") return this.#alarm(appError(this.state.operator === null ? "ACC101" : "ALC854"));
    const done =
      meaning.value.kind === "badge" ? this.#badge(meaning.value.operator) : this.#commit(meaning.value.command, commandId, null, "good");
    if (done.ok) return { ok: true };
    return this.#screen.codePrompt === codePrompt ? this.#alarm(done.error) : { ...this.#said(done.error), needsCode: true };
  }

  /** While a code is wanted, only that code is taken; null: the scan means what it always means. */
  #answerPrompt(prompt: CodePrompt, meaning: ReturnType<typeof understandScan>, commandId: string | null): CommandReply | null {
    const answer = answerOf(prompt, meaning, this.state);
    if (answer.kind === "pass") return null;
    const done = answer.kind === "code" ? this.#commit(answer.command, commandId, null, "good") : err(answer.error);
    if (done.ok) {
      this.#setPrompt(nextPrompt(prompt, this.state));
      return { ok: true };
    }
    for (const listener of this.#errorListeners) listener(done.error);
    this.#setPrompt(refusedScan(prompt, done.error));
    return { ...this.#said(done.error), needsCode: true };
  }

  #chooseKeg({ id, kegId }: Extract<TillCommand, { type: "chooseKeg" }>, approver: Operator | null): Result<unknown, AppError> {
    const wish = this.screen.codePrompt?.wish;
    if (wish?.type !== "addPosition") return err(appError("MRK588"));
    const poured = this.#commit({ ...wish, kegId }, id, approver, "good");
    if (poured.ok) this.#setPrompt(null);
    return poured;
  }

  #setPrompt(codePrompt: CodePrompt | null): void {
    this.#screen = { ...this.#screen, codePrompt };
    this.#changed([], codePrompt === null ? null : codePrompt.fault === null ? "ask" : "bad");
  }

  #alarm(error: AppError): CommandReply {
    this.raise(error);
    return this.#said(error);
  }

  #said(error: AppError): Extract<CommandReply, { ok: false }> {
    return { ok: false, code: error.code, ...this.#texts(error) };
  }

  execute(command: TillCommand): Promise<CommandReply> {
    const underWay = this.#underWay.get(command.id);
    if (underWay !== undefined) return underWay;
    const reply = this.#once(command).finally(() => this.#underWay.delete(command.id));
    this.#underWay.set(command.id, reply);
    return reply;
  }

  async #once(command: TillCommand): Promise<CommandReply> {
    const stored = this.#ports.journal.replyOf(command.id);
    if (stored !== null) return JSON.parse(stored) as CommandReply;
    const approver = await this.#approver(command);
    if (!approver.ok) return this.#refusal(approver.error, command);
    if (command.type === "scan") return this.#read(scanOf(command, this.#ports.clock.now()), command.id);
    const done = await this.#run(command, approver.value);
    if (!done.ok) return this.#refusal(done.error, command);
    if (this.#screen.approval?.command.type === command.type) this.#setApproval(null);
    return { ok: true };
  }

  async #run(command: ApprovableCommand, approver: Operator | null): Promise<Result<unknown, AppError>> {
    const { goods, history, settings } = this.#ports;
    switch (command.type) {
      case "signIn":
        return this.#signIn(command);
      case "dismissAlert":
        this.#showAlerts(this.#alerts.read(command.number ?? null));
        this.#changed([], null);
        return ok(undefined);
      case "dismissApproval":
        this.#setApproval(null);
        return ok(undefined);
      case "dismissCodePrompt":
        this.#setPrompt(null);
        return ok(undefined);
      case "chooseKeg":
        return this.#chooseKeg(command, approver);
      case "settleUnresolved":
        return this.#settle(command, approver);
      case "reprintLast":
        return this.#copy(command.id, approver, (ports) => reprintLast(this.state.completed, ports));
      case "reprintReceipt":
        return this.#copy(command.id, approver, (ports) => reprintReceipt(command.receiptId, ports));
      case "openDrawer": {
        const recorded = this.#commit({ type: "recordDrawerOpened", reason: command.reason }, command.id, approver, null);
        if (!recorded.ok) return recorded;
        const drawer = this.#registrar(MAIN_REGISTRAR);
        return drawer.ok ? drawer.value.openDrawer() : drawer;
      }
      case "requeueFact":
        return this.#requeue(command, approver);
      default: {
        const complete = completeCommand(command, goods, history, this.#dealOf, settings, this.state);
        return complete.ok ? this.#commit(complete.value, command.id, approver, null) : complete;
      }
    }
  }

  /** Decide, commit, tell. Synchronous: two commands never interleave. */
  #commit(
    command: CoreCommand,
    commandId: string | null,
    approver: Operator | null,
    sound: Change["sound"],
  ): Result<readonly JournalledEvent[], AppError> {
    const decision = decide(this.state, command, this.#context(approver));
    if (decision.ok) return this.#store(decision.value, commandId, sound);
    const prompt = promptFor(command, decision.error, this.state);
    if (prompt !== null) this.#setPrompt(prompt);
    return decision;
  }

  #context(approver: Operator | null): DecideContext {
    const { history, clock, newId, settings } = this.#ports;
    const { registrationOf = () => null, utmFault = () => null } = this.#ports;
    const balanceOf: DecideContext["balanceOf"] = (card) => spendablePoints(card, history);
    return { now: clock.now(), newId, settings, approver, balanceOf, dealOf: this.#dealOf, registrationOf, utmFault };
  }

  readonly #dealOf = (reference: string): OpenDeal | null => this.#ports.history.deal(reference);

  #store(events: readonly TillEvent[], commandId: string | null, sound: Change["sound"]): Result<readonly JournalledEvent[], AppError> {
    if (events.length === 0) return ok([]);
    const stored = commandId === null ? undefined : { commandId, reply: JSON.stringify({ ok: true } satisfies CommandReply) };
    const committed = this.#ports.journal.commit(events, this.#ports.clock.now(), stored);
    if (!committed.ok) return committed;
    this.#dropStale();
    this.#changed(committed.value, sound);
    const alarm = shiftAlarm(events, this.#ports.settings, this.#ports.language);
    if (alarm !== null) this.raise(alarm);
    return committed;
  }

  /** May `action` be done now? A second person's consent is in the journal when this returns, before anything is done on it. */
  #permit(action: Action, approver: Operator | null): Result<unknown, AppError> {
    const consent = authorise(this.state, this.#context(approver), action);
    return consent.ok ? this.#store(consent.value.events, null, null) : consent;
  }

  /** A copy is asked for by a person who may, and journalled when it is on paper. */
  async #copy(commandId: string, approver: Operator | null, print: (ports: ReprintPorts) => Promise<Result<unknown, AppError>>) {
    const permitted = this.#permit("reprint", approver);
    if (!permitted.ok) return permitted;
    const printed: ReprintPorts["printed"] = (receiptId) =>
      this.#commit({ type: "recordCopyPrinted", receiptId }, commandId, approver, null);
    return print({ registrar: (id) => this.#registrar(id), history: this.#ports.history, printed });
  }

  #requeue({ destination, sequence }: Extract<TillCommand, { type: "requeueFact" }>, approver: Operator | null): Result<unknown, AppError> {
    const permitted = this.#permit("requeue", approver);
    if (!permitted.ok) return permitted;
    try {
      this.#ports.outbox.requeue(destination, sequence);
    } catch (cause) {
      return { ok: false, error: appError("STO806", { detail: String(cause) }) };
    }
    this.#ports.onRequeued?.();
    this.#changed([], null);
    return ok(undefined);
  }

  async #signIn(command: Extract<TillCommand, { type: "signIn" }>): Promise<Result<unknown, AppError>> {
    return this.#admit(await this.#checkPin(command.staffId, command.pin), command.id);
  }

  #admit(signIn: SignIn, commandId: string | null): Result<unknown, AppError> {
    if (signIn.kind === "refused") return { ok: false, error: signIn.error };
    return this.#commit({ type: "signIn", operator: signIn.operator, by: signIn.by }, commandId, null, "good");
  }

  #checkPin(staffId: string, pin: string): Promise<SignIn> {
    const { staff, lockPolicy, clock, verifyPin } = this.#ports;
    const attemptsOf = (id: string) => this.state.signInFailures[id] ?? NO_ATTEMPTS;
    return this.#pinChecks.take(staffId, async () => {
      const facts = { staff, attemptsOf, policy: lockPolicy, now: clock.now(), verify: verifyPin };
      const checked = await signInByPin({ staffId, pin }, facts);
      // Recorded before the next check of this person begins.
      if (checked.kind === "refused" && checked.failure !== null) this.outcome({ type: "recordFailedSignIn", ...checked.failure });
      return checked;
    });
  }

  /** A badge at the scanner approves what waits for approval, or signs its owner in. */
  #badge(operator: Operator): Result<unknown, AppError> {
    const waiting = this.screen.approval;
    if (waiting === null) return this.#admit({ kind: "signed-in", operator, by: "badge" }, null);
    if (!may(operator.role, waiting.action)) return { ok: false, error: appError("ACC110", { action: waiting.action }) };
    this.#setApproval(null);
    void this.#run({ ...waiting.command, id: this.#ports.newId() }, operator).then(
      (done) => (done.ok ? undefined : this.raise(done.error)),
      (cause: unknown) => this.#ports.log.error({ err: cause, command: waiting.command.type }, "an approved command threw"),
    );
    return ok(undefined);
  }

  /** The consenting person of a command, verified; null when it names nobody. */
  async #approver(command: TillCommand): Promise<Result<Operator | null, AppError>> {
    const { approval } = command;
    if (approval === undefined) return ok(null);
    const checked =
      "badge" in approval ? signInByBadge(approval.badge, this.#ports.staff) : await this.#checkPin(approval.staffId, approval.pin);
    if (checked.kind === "signed-in") return ok(checked.operator);
    return { ok: false, error: checked.error };
  }

  async #settle(
    command: Extract<TillCommand, { type: "settleUnresolved" }>,
    approver: Operator | null,
  ): Promise<Result<unknown, AppError>> {
    const job = this.state.unresolved.find((each) => each.id === command.jobId);
    if (job === undefined) return { ok: false, error: appError("RCP438") };
    const registrar = this.#registrar(job.registrarId);
    if (!registrar.ok) return registrar;
    const settlement = await settlementOf(command, job, {
      registrar: registrar.value,
      receiptOf: (fnSerial, fdNumber) => this.#ports.history.receiptByDocument(fnSerial, fdNumber)?.fact.number ?? null,
      utcOffsetMinutes: this.#ports.settings.utcOffsetMinutes,
    });
    return settlement.ok ? this.#commit(settlement.value, command.id, approver, null) : settlement;
  }

  #registrar(id: string): Result<CounterDevices, AppError> {
    const found = this.#ports.registrars.get(id);
    return found === undefined ? err(appError("RCP480", { registrar: id })) : ok(found);
  }

  #refusal(error: AppError, command: TillCommand): CommandReply {
    for (const listener of this.#errorListeners) listener(error);
    const wantsApproval = error.code === "ACC110" || error.code === "RCP418";
    if (wantsApproval && command.type !== "scan" && command.approval === undefined && this.state.operator !== null) {
      const action = error.code === "RCP418" ? "discount" : (String(error.details["action"]) as Action);
      this.#setApproval(pendingApproval(command, action, this.state, this.#ports.clock.monotonicMs()));
    }
    const reply = this.#said(error);
    if (CODE_WANTED.has(error.code)) return { ...reply, needsCode: true };
    return wantsApproval ? { ...reply, needsApproval: true } : reply;
  }

  /** What was asked is forgotten with its occasion, so that a badge or a code never goes to something else. */
  #dropStale(): void {
    const { approval, codePrompt } = this.#screen;
    if (approval !== null && !stillStands(approval, this.state, this.#ports.clock.monotonicMs()))
      this.#screen = { ...this.#screen, approval: null };
    if (codePrompt !== null && !promptStands(codePrompt, this.state)) this.#screen = { ...this.#screen, codePrompt: null };
  }

  #setApproval(approval: ScreenState["approval"]): void {
    if (this.#screen.approval === approval) return;
    this.#screen = { ...this.#screen, approval };
    this.#changed([], approval === null ? null : "ask");
  }

  #texts(error: AppError): { readonly text: string; readonly hint: string } {
    return { text: errorText(error, this.#ports.language), hint: errorHint(error) };
  }

  #changed(events: readonly JournalledEvent[], sound: Change["sound"]): void {
    for (const listener of this.#listeners) listener({ events, sound });
  }
}
