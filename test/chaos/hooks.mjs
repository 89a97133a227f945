/**
 * @file For --import: does harm to this program at a chosen moment.
 * Reads: FOCALDESK_CHAOS, a moment as JSON (moments.ts). Writes: a line to its `log` file, before the harm is done.
 *
 * Moments are counted in what the program does (statements of SQLite, messages of its children), so that they lie between any two steps and do
 * not depend on how busy the machine is; those in milliseconds lie where no counting reaches.
 */
import childProcess from "node:child_process";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";
import Database from "better-sqlite3";

const moment = JSON.parse(process.env.FOCALDESK_CHAOS ?? "null");
const NAP_MS = 45_000;
/** How long the stopped trainer stays behind the app that has woken. */
const WAKES_LATER_MS = 300;

let statements = 0;
let messages = 0;
let done = false;
const trainers = new Set();

/** @param child whose message it was. */
function strike(what, child) {
  if (done) return;
  done = true;
  const { who, log } = moment;
  const victim = who === "app" ? null : (child ?? [...trainers].at(-1));
  // Nobody there to be hit: the moment has passed.
  if (who !== "app" && !victim?.pid) return;
  appendFileSync(log, `${JSON.stringify({ what })}\n`);
  if (who === "app") process.kill(process.pid, "SIGKILL");
  else if (who === "trainer") process.kill(victim.pid, "SIGKILL");
  else nap(victim);
}

/** The clocks of an app that wakes are ahead at once; its trainer is heard later. */
function nap(trainer) {
  process.kill(trainer.pid, "SIGSTOP");
  const [monotonic, ofDay] = [performance.now.bind(performance), Date.now];
  performance.now = () => monotonic() + NAP_MS;
  Date.now = () => ofDay() + NAP_MS;
  setTimeout(() => process.kill(trainer.pid, "SIGCONT"), WAKES_LATER_MS);
}

function watchStatements() {
  const step = (sql) => {
    if (++statements === moment.n) strike(sql.trim().slice(0, 60));
  };
  const probe = new Database(":memory:");
  const statement = Object.getPrototypeOf(probe.prepare("SELECT 1"));
  for (const name of ["run", "get", "all"]) {
    const original = statement[name];
    statement[name] = function (...values) {
      step(this.source);
      return original.apply(this, values);
    };
  }
  for (const name of ["exec", "pragma"]) {
    const original = Database.prototype[name];
    Database.prototype[name] = function (sql, ...rest) {
      step(sql);
      return original.call(this, sql, ...rest);
    };
  }
  probe.close();
}

function watchChildren() {
  const { fork } = childProcess;
  childProcess.fork = (path, ...rest) => {
    const child = fork(path, ...rest);
    const trains = /training.child.entry|trainer\.js/.test(String(path));
    if (trains) {
      trainers.add(child);
      child.on("exit", () => trainers.delete(child));
    }
    // Before the program's own listener: what was said has not been acted on.
    if (moment.at === "message" && (trains || moment.who === "app"))
      child.on("message", ({ type }) => {
        if (++messages === moment.n) strike(String(type), child);
      });
    return child;
  };
  syncBuiltinESMExports();
}

/** SQLite's own refusal, where no small disk can be had: the file may grow by so many pages. */
function limitDatabase() {
  const { pragma } = Database.prototype;
  Database.prototype.pragma = function (sql, ...rest) {
    const answer = pragma.call(this, sql, ...rest);
    if (sql === "foreign_keys = ON" && !this.readonly) pragma.call(this, `max_page_count = ${pragma.call(this, "page_count", { simple: true }) + moment.n}`);
    return answer;
  };
}

if (moment && isMainThread) {
  if (moment.at === "page") limitDatabase();
  else {
    if (moment.at === "statement") watchStatements();
    watchChildren();
    if (moment.at === "ms") setTimeout(() => strike(`${moment.n} ms`), moment.n).unref();
  }
}
