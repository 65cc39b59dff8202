# A spider with AutoThrottle, for bench/quota.ts to compare with.
import json
import os

import scrapy


class Days(scrapy.Spider):
    name = "days"
    start_urls = json.loads(os.environ["URLS"])
    custom_settings = {"AUTOTHROTTLE_ENABLED": True, "ROBOTSTXT_OBEY": True}

    def parse(self, response):
        yield {"cards": len(response.css("article"))}
