// A little help for those who have script; every page works without it.
import { Button, ErrorSummary, Radios, Checkboxes, SkipLink, createAll } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, ErrorSummary, Radios, Checkboxes, SkipLink]) {
  createAll(component);
}

// Our two pages of passkeys hand their fields to allauth's script.
const passkeys = window.allauth?.webauthn?.forms;
if (document.getElementById("passkey_login")) {
  document.getElementById("passkeys").hidden = false;
  passkeys.loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } });
}
if (document.getElementById("mfa_webauthn_add")) {
  const ids = { add: "mfa_webauthn_add", passwordless: "id_passwordless", credential: "id_credential", data: "js_data" };
  passkeys.addForm({ ids });
}

// The browser found no passkey, or its owner changed their mind: the page holds the words for it.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.querySelector("[data-key-trouble-words]");
  document.querySelector("[data-key-trouble]").textContent = words.content.textContent;
});
