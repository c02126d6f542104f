// parse.mjs FILE SECONDS: messages a line each; prints how many bytes a second are parsed.
import { readFileSync } from "node:fs";
import { Message } from "node-hl7-client";

const [file, seconds] = process.argv.slice(2);
const messages = readFileSync(file, "latin1").split("\n").filter((line) => line.length > 0);
const until = performance.now() + Number(seconds) * 1000;
const started = performance.now();
let bytes = 0;
for (let i = 0; performance.now() < until; i++) {
  const text = messages[i % messages.length];
  const message = new Message({ text });
  if (message.get("PID.3.1").toString().length === 0) throw new Error("no identifier");
  bytes += text.length;
}
console.log(bytes / ((performance.now() - started) / 1000));
