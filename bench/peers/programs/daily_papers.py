"""What both spiders share: the requests, and the pipeline that writes four tables."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

import psycopg2.extras
import scrapy
from twisted.enterprise import adbapi


@dataclass
class Listing:
    """The papers of one day, as the page's JSON has them."""

    day: str
    entries: list[dict[str, Any]]


class DailyPapersSpider(scrapy.Spider):
    """Asks for consecutive days; how a page is read is up to the spider."""

    custom_settings = {
        "CONCURRENT_REQUESTS": 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "ITEM_PIPELINES": {"daily_papers.PostgresPipeline": 100},
        "LOG_LEVEL": "WARNING",
        "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
    }

    def __init__(self, site, first_day, pages, **kwargs):
        super().__init__(**kwargs)
        first = date.fromisoformat(first_day)
        days = (first + timedelta(days=offset) for offset in range(int(pages)))
        self.start_urls = [f"{site}/papers/date/{day}" for day in days]

    def parse(self, response):
        page = json.loads(self.props(response))
        yield Listing(day=page["dateString"], entries=page["dailyPapers"])

    def props(self, response) -> str:
        raise NotImplementedError


INSERT_PAPERS = """
    INSERT INTO papers (
        id, title, abstract, published_at, submitted_at, submitted_by, organization,
        upvotes, comments, stars, repository, project_page, keywords, summary)
    VALUES %s
    ON CONFLICT (id) DO UPDATE SET
        title = excluded.title, abstract = excluded.abstract,
        published_at = excluded.published_at, submitted_at = excluded.submitted_at,
        submitted_by = excluded.submitted_by, organization = excluded.organization,
        upvotes = excluded.upvotes, comments = excluded.comments, stars = excluded.stars,
        repository = excluded.repository, project_page = excluded.project_page,
        keywords = excluded.keywords, summary = excluded.summary
"""

INSERT_AUTHORS = """
    INSERT INTO paper_authors (paper_id, position, name, hidden, account, claim)
    VALUES %s
    ON CONFLICT (paper_id, position) DO UPDATE SET
        name = excluded.name, hidden = excluded.hidden,
        account = excluded.account, claim = excluded.claim
"""

INSERT_APPEARANCES = """
    INSERT INTO appearances (day, paper_id, rank)
    VALUES %s
    ON CONFLICT (day, paper_id) DO UPDATE SET rank = excluded.rank
"""

INSERT_SNAPSHOTS = """
    INSERT INTO snapshots (paper_id, observed_at, upvotes, comments, stars)
    VALUES %s
    ON CONFLICT (paper_id, observed_at) DO NOTHING
"""


class PostgresPipeline:
    """Writes each listing in one transaction, on a thread, so that the crawl goes on meanwhile."""

    def __init__(self, database_url: str):
        self.pool = adbapi.ConnectionPool("psycopg2", database_url, cp_min=1, cp_max=2)

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler.settings["DATABASE_URL"])

    def close_spider(self, spider):
        self.pool.close()

    def process_item(self, item: Listing, spider):
        return self.pool.runInteraction(save, item).addCallback(lambda _: item)


def save(cursor, listing: Listing) -> None:
    """Writes the rows of a listing, one statement per table."""
    now = datetime.now(timezone.utc)

    def insert(statement: str, rows: list[tuple]) -> None:
        psycopg2.extras.execute_values(cursor, statement, rows, page_size=len(rows))

    insert(INSERT_PAPERS, [paper_row(entry) for entry in listing.entries])
    insert(INSERT_AUTHORS, [row for entry in listing.entries for row in author_rows(entry)])
    insert(
        INSERT_APPEARANCES,
        [
            (listing.day, entry["paper"]["id"], rank)
            for rank, entry in enumerate(listing.entries, start=1)
        ],
    )
    insert(INSERT_SNAPSHOTS, [snapshot_row(entry, now) for entry in listing.entries])


def paper_row(entry: dict[str, Any]) -> tuple:
    paper = entry["paper"]
    return (
        paper["id"],
        " ".join(paper["title"].split()),
        paper.get("summary"),
        paper.get("publishedAt"),
        paper.get("submittedOnDailyAt"),
        entry.get("submittedBy", {}).get("user"),
        paper.get("organization", {}).get("name"),
        paper["upvotes"],
        entry["numComments"],
        paper.get("githubStars"),
        paper.get("githubRepo"),
        paper.get("projectPage"),
        paper.get("ai_keywords"),
        paper.get("ai_summary"),
    )


def author_rows(entry: dict[str, Any]) -> list[tuple]:
    paper = entry["paper"]
    return [
        (
            paper["id"],
            position,
            author["name"],
            author["hidden"],
            author.get("user", {}).get("user"),
            author.get("status"),
        )
        for position, author in enumerate(paper["authors"], start=1)
    ]


def snapshot_row(entry: dict[str, Any], now: datetime) -> tuple:
    paper = entry["paper"]
    return (paper["id"], now, paper["upvotes"], entry["numComments"], paper.get("githubStars"))
