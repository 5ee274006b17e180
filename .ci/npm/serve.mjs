// Starts the program on a free port and stops it again.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

export async function serve(program, ...flags) {
  const migrated = spawnSync(program, ["migrate"], { stdio: ["ignore", "ignore", "inherit"] });
  if (migrated.status !== 0) throw new Error("migrate failed");
  const child = spawn(program, ["serve", "--addr", "127.0.0.1:0", ...flags], { stdio: ["ignore", "ignore", "pipe"] });
  const log = [];
  const url = await new Promise((found, failed) => {
    createInterface(child.stderr).on("line", (line) => {
      log.push(line);
      const address = line.match(/address=(http:\/\/\S+)/);
      if (address) found(address[1] + "/graphql");
    });
    child.once("exit", (code) => failed(new Error(`the server ended with ${code}\n${log.join("\n")}`)));
  });
  return {
    url,
    stop: () =>
      new Promise((ended) => {
        child.removeAllListeners("exit");
        child.once("exit", ended);
        child.kill("SIGTERM");
      }),
  };
}
