// Counts who walks in without loading the page anew. What cannot be sent waits
// here and goes when there is a connection; each count has a key of its own, so
// that none counts twice. Without this script every press loads the page.
(function () {
  var forms = document.querySelectorAll('form.tally');
  var walked = document.querySelector('[data-walked]'), together = document.querySelector('[data-together]');
  var others = together.textContent - walked.textContent;
  var waiting = [], busy = false, again;

  function show(form) {
    var left = waiting.filter(function (w) { return w.form === form; });
    var sum = left.reduce(function (n, w) { return n + w.by; }, 0);
    form.querySelector('output').textContent = Math.max(0, +form.dataset.counted + sum);
    var all = Array.from(forms).reduce(function (n, f) { return n + +f.querySelector('output').textContent; }, 0);
    walked.textContent = all;
    together.textContent = others + all;
    var note = form.querySelector('[data-waiting]');
    note.textContent = form.dataset.failed && left.length ? note.dataset.waiting : '';
  }

  function send() {
    if (busy || !waiting.length) return;
    busy = true;
    clearTimeout(again);
    var next = waiting[0];
    fetch(next.form.action, { method: 'POST', body: next.body, headers: { Accept: 'text/plain' } }).then(function (answer) {
      // A login that has ended answers with a page, and the count must not be lost.
      if (!answer.ok || !/^text\/plain/.test(answer.headers.get('Content-Type') || '')) throw answer;
      return answer.text();
    }).then(function (total) {
      waiting.shift();
      next.form.dataset.counted = total;
      next.form.dataset.failed = '';
      busy = false;
      show(next.form);
      send();
    }).catch(function () {
      next.form.dataset.failed = '1';
      busy = false;
      show(next.form);
      again = setTimeout(send, 5000);
    });
  }

  forms.forEach(function (form) {
    form.dataset.counted = form.querySelector('output').textContent;
    form.addEventListener('submit', function (event) {
      if (!event.submitter) return;
      event.preventDefault();
      var by = event.submitter.value;
      waiting.push({
        form: form, by: +by,
        body: new URLSearchParams({ block: form.elements.block.value, by: by, key: crypto.randomUUID(), quiet: '1' })
      });
      show(form);
      send();
    });
  });
  addEventListener('online', send);
  addEventListener('beforeunload', function (event) { if (waiting.length) event.preventDefault(); });
})();
