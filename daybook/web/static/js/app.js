// What every page needs. Each module finds its own elements by data attributes; docs/how-to/page.md lists them.
import "./csrf.js";
import "./toast.js";
import "./menu.js";
import "./form.js";
import "./line.js";
import "./dialog.js";
import "./search.js";
import "./register.js";
import "./keys.js";
import "./colours.js";
import "./fill.js";
import "./pay.js";
import "./sends.js";
import "./tabs.js";
import "./passkey.js";
