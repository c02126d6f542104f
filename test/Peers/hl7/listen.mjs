// listen.mjs PORT: acknowledges what comes on the port; prints a line when it listens.
import { Server } from "node-hl7-server";

const inbound = new Server({ bindAddress: "127.0.0.1" }).createInbound({ port: Number(process.argv[2]) }, async (request, response) => {
  await response.sendResponse("AA");
});
inbound.on("listen", () => console.log(process.argv[2]));
