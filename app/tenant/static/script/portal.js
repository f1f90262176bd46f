// Small comforts. Every page works the same without this file.
'use strict';

// An open menu closes on Escape (the focus goes back to its opener) and on a press outside.
const openMenus = () => document.querySelectorAll('details.pill[open], details.menu[open]');

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of openMenus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector('summary').focus();
  }
});

document.addEventListener('click', (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// The open tab is in sight even where the row of tabs is wider than the screen.
const openTab = document.querySelector('.tabs [aria-current]');
if (openTab) openTab.parentElement.scrollLeft = openTab.offsetLeft - 48;

// A form is sent once: a second press while the first is on its way does nothing.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  form.querySelector('button')?.setAttribute('aria-busy', 'true');
});

// Coming back by the browser's back button shows the page as it was left: let it be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    form.querySelector('button')?.removeAttribute('aria-busy');
  }
});

// A mail's link carries the code behind a #, which no server sees: it is put into the form and out of the address.
const codeForm = document.querySelector('form[data-code]');
const mailedCode = new URLSearchParams(location.hash.slice(1)).get('code');
if (codeForm && mailedCode) {
  codeForm.elements.code.value = mailedCode;
  history.replaceState(null, '', location.pathname + location.search);
  codeForm.querySelector('input[type=password]').focus();
}

// What another site handed over goes on by itself; without scripts there is the button.
document.querySelector('form[data-send]')?.requestSubmit();
