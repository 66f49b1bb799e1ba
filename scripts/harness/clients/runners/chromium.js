// What runs in the page. The functions are called by name by chromium.py, each with one case.

// Fetches it, and answers how it ended.
async function fetchCase({ method, url, fields, body, timeoutMs }) {
  try {
    const response = await fetch(url, {
      method,
      headers: fields,
      body,
      mode: 'cors',
      cache: 'no-store', // a redirect of one case is not remembered for another
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return { status: response.status, url: response.url, error: null };
  } catch (error) {
    return { status: null, url: null, error: `${error.name}: ${error.message}` };
  }
}

// Submits a form whose body is the case's, or follows a link.
function navigateCase({ method, url, body }) {
  const element = document.createElement(method === 'POST' ? 'form' : 'a');
  document.body.append(element);
  if (method !== 'POST') {
    element.href = url;
    element.click();
    return;
  }
  element.method = 'post';
  element.action = url;
  for (const [name, value] of new URLSearchParams(body ?? '')) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    element.append(input);
  }
  element.submit();
}
