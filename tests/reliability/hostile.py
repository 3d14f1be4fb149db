"""Text that would be markup, script or a formula wherever it is shown without being made harmless."""

PAYLOADS: tuple[str, ...] = (
    "<x-mark>bare</x-mark>",
    "<script>canary()</script>",
    "</script><script>canary()</script>",
    "<img src=x onerror=canary()>",
    "<svg/onload=canary()><x-mark>",
    "<svg><animate onbegin=canary() attributeName=x></svg>",
    '"><x-mark autofocus onfocus=canary()>',
    "'><x-mark onmouseover=canary()>",
    '" x-mark="1" onfocus="canary()',
    "' x-mark='1' onfocus='canary()",
    "` x-mark=1 onfocus=canary() `",
    "</textarea><x-mark><script>canary()</script>",
    "</title><x-mark><script>canary()</script>",
    "</option></select><x-mark onclick=canary()>",
    "--><x-mark><script>canary()</script><!--",
    "]]><x-mark>",
    "<iframe srcdoc='<script>parent.canary()</script>'>",
    "<base href=//example.test/><x-mark>",
    "<meta http-equiv=refresh content='0;url=javascript:canary()'>",
    "<a href=javascript:canary()>x-mark</a>",
    "javascript:canary()//",
    "<form action=//example.test><button formaction=javascript:canary()>",
    "<x-mark hx-get=/account hx-trigger=load hx-on:load=canary()>",
    "<style>@import'//example.test/x-mark.css'</style>",
    "{{ canary() }}<x-mark>",
    "{% raw %}<x-mark>{{ 7*7 }}",
    "${canary()}#{canary()}<x-mark>",
    "&lt;x-mark&gt;<x-mark>&#60;x-mark&#62;",
    "=cmd|' /C calc'!A0<x-mark>",
    '@SUM(1+1)*cmd<x-mark>"',
)
FORMULAS: tuple[str, ...] = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)")

ALL_AT_ONCE: tuple[str, ...] = (
    "\"'></title><x-mark><script>canary()</script><img src=x onerror=canary()>",
    "=cmd|'!A0<x-mark hx-get=/ >--><iframe srcdoc='<script>'><svg/onload=canary()>",
)
"""The same ways out of their place, several in one text: what the short form tells."""
