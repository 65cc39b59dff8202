import { escapeProps, escapeText, hydrater } from './escape-html.ts'
import type { BlobShape, PageContent } from './page-content.ts'

/** The firewall's script is on every normal page: it is no sign of a block. */
const FIREWALL_SCRIPT =
  '<script type="text/javascript" src="https://de5282c3ca0c.edge.sdk.awswaf.com/de5282c3ca0c/526cf06acb0d/challenge.js" defer></script>'

/** Writes a page as HTML. `shape` tells where its JSON goes; the default is the site's own way. */
export function renderPage(content: PageContent, shape: BlobShape = 'attribute'): string {
  const { era, title, path } = content
  const [open, close] = era === 'svelte5' ? ['<!--[-->', '<!--]-->'] : ['', '']
  const viewers = era === 'svelte5' ? hydrater('ClientErrorCatcher', {}) : ''
  const devices =
    era === '2024'
      ? ''
      : `${hydrater('DeviceProvider', {})} ${hydrater('SystemThemeMonitor', { isLoggedIn: false })} `
  const header = hydrater(
    'MainHeader',
    { classNames: '', isWide: false, isZh: false, ...(era !== '2024' && { isPro: false }) },
    `<header class="border-b border-gray-100"><a href="/">Replica</a> <nav aria-label="Main"><ul>${open}<li><a href="/models">Models</a></li><li><a href="/datasets">Datasets</a></li><li><a href="/docs">Docs</a></li>${close} <li><a href="/login">Log In</a></li></ul></nav></header>`,
  )
  const banner = hydrater(
    'DailyPapersBannerSubscribe',
    { isLoggedIn: false },
    '<div><p>Get trending papers in your email inbox!</p> <a href="/login?next=%2Fpapers" class="btn">Subscribe</a></div>',
  )
  const theme =
    era === '2024'
      ? ''
      : hydrater('ThemeSwitcher', { theme: 'system', isLoggedIn: false, menuClassNames: 'md:-top-24' })
  return `<!doctype html>
<html class="">
	<head>
		<meta charset="utf-8" />
		<meta name="viewport" content="width=device-width, initial-scale=1.0, user-scalable=no" />
		<meta property="og:title" content="${escapeText(title)}" />
		<meta property="og:url" content="https://huggingface.co${escapeText(path)}" />
		<title>${escapeText(title)}</title>
		<script>window.hubConfig = {"environment":"replica"};</script>
		${FIREWALL_SCRIPT}
	</head>
	<body class="flex flex-col min-h-dvh bg-white text-black ${content.target}Page">
		<div class="flex min-h-dvh flex-col">${viewers}${devices}${header} ${hydrater('SSOBanner', {})}
	<main class="flex flex-1 flex-col">${open}${content.target === 'DailyPapers' ? banner : ''} ${renderTarget(content, shape)}${content.after ?? ''}${close}</main>
	<footer class="b-12 mb-2 flex border-t"><nav class="container">${theme} <a href="/terms-of-service">TOS</a> <a href="/privacy">Privacy</a></nav></footer></div>
	</body>
</html>
`
}

function renderTarget({ target, props, body }: PageContent, shape: BlobShape): string {
  switch (shape) {
    case 'attribute':
      return hydrater(target, props, body)
    case 'renamed-target':
      return hydrater(`${target}View`, props, body)
    case 'moved-to-script': {
      const json = JSON.stringify(props).replaceAll('<', String.raw`\u003c`)
      return `<div class="contents" id="${target}">${body}</div><script type="application/json" data-for="${target}">${json}</script>`
    }
    case 'cut': {
      const json = escapeProps(props)
      return `<div class="SVELTE_HYDRATER contents" data-target="${target}" data-props="${json.slice(0, Math.floor(json.length * 0.6))}">${body}</div>`
    }
    case 'gone':
      break
  }
  return `<div class="contents">${body}</div>`
}
