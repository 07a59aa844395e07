// The line below the account's name that says who serves the user.

import { h, byID } from "./dom.js";
import { t } from "./i18n.js";
import { agentAvatar } from "./avatar.js";
import { servedBy, state, user } from "./state.js";

// mountService returns the function that redraws the line.
export function mountService() {
  const line = byID("service");
  return () => {
    const name = user()?.name;
    const serving = servedBy(name);
    line.hidden = !serving && !state.waiting.some((one) => one.user === name);
    line.replaceChildren(...(serving ? [agentAvatar(serving), h("strong", {}, serving.nickname || serving.account), t("service.serving")] : [t("service.waiting")]));
  };
}
