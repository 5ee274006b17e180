// Uses the web component as a program would; `make check-embeds` checks that this has types.
import { define, PromiseStatus, type PromiseDocument } from "../../widget/promise-status.js";

define("https://promises.example");
const element: PromiseStatus = document.createElement("promise-status");
element.addEventListener("promise-status", (event) => {
  const told: PromiseDocument = event.detail;
  document.title = `${told.labels.line} ${told.status === "KEPT" ? told.asOf : (told.response?.summary ?? "")}`;
});
element.addEventListener("promise-error", (event) => console.log(event.detail.message));
// @ts-expect-error: there is no such status
const wrong: PromiseDocument["status"] = "BROKEN";
console.log(wrong);
