// What is typed and not sent stays in the browser.
