// What /widget.js serves: the element, fed by the server that the script comes from.
import {define} from "./promise-status.js";

define(new URL(document.currentScript.src).origin);
