"""Scrapy as its documentation has it: the attribute with the page's JSON is found by a CSS selector."""

from daily_papers import DailyPapersSpider


class CssSpider(DailyPapersSpider):
    name = "css"

    def props(self, response) -> str:
        return response.css('[data-target="DailyPapers"]::attr(data-props)').get()
