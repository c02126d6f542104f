// send.mjs PORT COUNT: sends messages 1 to COUNT, one after the other, and prints a line per answer: code and control id.
import { Client, Message } from "node-hl7-client";

const [port, count] = process.argv.slice(2).map(Number);
const client = new Client({ host: "127.0.0.1" });
let answered = () => {};
const connection = client.createConnection({ port, waitAck: true }, (response) => {
  const message = response.getMessage();
  console.log(`${message.get("MSA.1").toString()} ${message.get("MSA.2").toString()}`);
  answered();
});
for (let i = 1; i <= count; i++) {
  const text = ["MSH|^~\\&|NODE|A|CAREWRIGHT|B|20260105101500||ADT^A08^ADT_A01|" + i + "|P|2.5.1", "EVN||20260105101500", "PID|1||P-1^^^HOSP^MR||Example^Anna"].join("\r");
  const answer = new Promise((resolve) => (answered = resolve));
  await connection.sendMessage(new Message({ text }));
  await answer;
}
await connection.close();
process.exit(0);
