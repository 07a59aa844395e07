// Deep links: #exchange=12 shows an exchange, #user=alice takes the phone of a user. What is opened stands in the
// address, so that it can be copied and opened again.

// linkTo returns the address of the page with a part of it open.
export const linkTo = (name, value) => `${location.origin}${location.pathname}#${new URLSearchParams({ [name]: value })}`;

// remember writes what is open into the address.
export const remember = (name, value) => history.replaceState(null, "", linkTo(name, value));

// mountDeepLinks calls the handlers {exchange, user} with the value that the address has, now and after each change. It
// returns the function that does this once more.
export function mountDeepLinks(handlers) {
  const follow = () => {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (Object.hasOwn(handlers, name)) handlers[name](value);
    }
  };
  addEventListener("hashchange", follow);
  return follow;
}
