"""Scrapy settings: polite, honest, and nothing open to the outside."""

from crawler.version import user_agent

BOT_NAME = "luutru"
SPIDER_MODULES = ["crawler.spiders"]

# Politeness. Each host's own pace comes from sites.toml; robots.txt may only slow it down.
USER_AGENT = user_agent()
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "luutru"
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0
AUTOTHROTTLE_MAX_DELAY = 60
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # what every reader of WARC files can undo
}
COOKIES_ENABLED = False

# Working crawlers of these portals wait 15 to 45 s for pages and 60 to 90 s for files.
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 200 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = (
    False  # a body cut short is kept as far as it came, then asked for again
)
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 16_000

DOWNLOAD_HANDLERS = {
    "http": "crawler.tls.SiteTlsHandler",
    "https": "crawler.tls.SiteTlsHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.budget.Budget": 40,
    "crawler.middlewares.HostGate": 50,
    "crawler.robots.PatientRobots": 100,
    "crawler.middlewares.HeedRefusals": 880,
    "crawler.middlewares.CaptureEverything": 890,  # next to the network, before decompression
}
ITEM_PIPELINES = {"crawler.pipelines.ArchivePipeline": 100}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.throttle.SiteThrottle": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
STATS_DUMP = False
LOG_LEVEL = "INFO"
