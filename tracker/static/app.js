// Rule popovers, and one press of a button is one sending of its form.
"use strict";

for (const element of document.querySelectorAll('[data-bs-toggle="popover"]')) {
  element.removeAttribute("title");
  new bootstrap.Popover(element, { trigger: "focus", container: "body" });
}

// A file that the server would refuse is named before everything typed is sent in vain.
const mostMegabytes = Number(document.documentElement.dataset.uploadMb);

function tooLarge(form) {
  for (const input of form.querySelectorAll('input[type="file"]')) {
    const large = [...input.files].some((file) => file.size > mostMegabytes * 1024 * 1024);
    input.setCustomValidity(large ? `文件超过 ${mostMegabytes} MB，请压缩后再传` : "");
    if (large) {
      input.reportValidity();
      return true;
    }
  }
  return false;
}

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (tooLarge(form)) {
      event.preventDefault();
      return;
    }
    if (event.submitter && event.submitter.formTarget === "_blank") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
}

// A page taken out of the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const control of document.querySelectorAll("select[data-submits]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
}

// What is folded on the screen is wanted on paper.
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open]):not(.d-print-none)")) {
    folded.open = true;
    folded.dataset.printed = "yes";
  }
});
window.addEventListener("afterprint", () => {
  for (const folded of document.querySelectorAll("details[data-printed]")) {
    folded.open = false;
    delete folded.dataset.printed;
  }
});

for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => window.print());
}
