// Runs after every `npm ci` and `npm install` (script "postinstall"), so that the launcher knows the packages are fresh.
import { markInstalled } from "./readiness.mjs";

markInstalled();
