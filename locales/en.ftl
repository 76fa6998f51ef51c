### Every text that a person reads, in English. A comment with two signs opens a section.
###
### The types of the variables. A Name is isolated from the text around it; Text is inserted as it is,
### such as a size or date that the page has formatted; a Number is written in ASCII digits; a Count is
### a number together with how the page formats it, and chooses the plural form.
###
### $account (Name)
### $actual (Count)
### $address (Name)
### $after (Text)
### $amount (Text)
### $at (Text)
### $bars (Text)
### $before (Text)
### $behind (Text)
### $below (Text)
### $bucket (Text)
### $bytes (Text)
### $bytes-change (Text)
### $character (Name)
### $checks (Number)
### $code (Text)
### $column (Text)
### $condition (Text)
### $count (Count)
### $date (Text)
### $day (Text)
### $description (Text)
### $device (Name)
### $endpoint (Name)
### $example (Text)
### $expected (Count)
### $field (Text)
### $file (Text)
### $files (Count)
### $files-change (Text)
### $first (Text)
### $found (Count)
### $from (Text)
### $grouped (Count)
### $half (Count)
### $high (Text)
### $groups (Text)
### $homeserver (Name)
### $hours (Number)
### $issuer (Name)
### $key (Text)
### $known (Name)
### $label (Text)
### $last (Text)
### $limit (Text)
### $link (Text)
### $loaded (Text)
### $low (Text)
### $marks (Text)
### $members (Count)
### $minutes (Number)
### $month (Number)
### $most (Count)
### $name (Text)
### $nearly-all (Count)
### $next (Text)
### $number (Text)
### $operator (Text)
### $page (Name)
### $panel (Text)
### $paths (Text)
### $pattern (Text)
### $patterns (Text)
### $percent (Text)
### $period (Text)
### $port (Name)
### $product (Text)
### $quoted (Text)
### $rank (Text)
### $reason (Name)
### $received (Count)
### $requests (Count)
### $running (Text)
### $said (Name)
### $sample (Text)
### $scheme (Name)
### $scope (Text)
### $seconds (Number)
### $server (Name)
### $setting (Name)
### $share (Text)
### $since (Text)
### $site (Text)
### $size (Text)
### $status (Number)
### $suggestion (Number)
### $term (Text)
### $time (Text)
### $to (Text)
### $total (Text)
### $ts (Number)
### $unit (Text)
### $until (Text)
### $url (Name)
### $user (Text)
### $users (Count)
### $users-change (Text)
### $value (Name)
### $version (Text)
### $weekday (Text)
### $who (Name)
### $whole (Text)
### $why (Text)
### $window (Text)
### $year (Text)
### $zone (Text)

-product = Synapse Media Usage
-sign-in = Sign in
-send-unencrypted = Sign in without encryption
-export-json = Export JSON
-search-help = How to search
-mas = Matrix Authentication Service
-sign-in-again = Sign in to pick up where you left off.
-trust = Don’t sign in unless you trust this homeserver.
-load-more = Load more?
-read-only-until = Until it can be read, you can sign in only to this page’s own homeserver, and nothing can be changed.
-correct-file = Correct the file, or enter the URL of the homeserver’s API instead of its name.
-serve-file = Serve the file there as JSON, without a redirect, with the header Access-Control-Allow-Origin: *. Or enter the URL of the homeserver’s API instead of its name.
-admin-access = in { -mas }: can_request_admin, or admin_users in its policy

## The product

product = { -product }
version = Version { $version }
tagline = See who uses your homeserver’s media storage, and when.
link-shows = After signing in, this link shows: { $link }

## The report

title = Media usage by user
short-title = Media usage
skip-to-list = Skip to the list
settings = Settings
scope = Scope
in-effect = In effect
views = Views
view-users = Users
density = Row height
columns = Columns
density-compact = Compact
density-normal = Normal
density-comfortable = Comfortable
user-panel-close = Close
rank-of = { $rank } of { $total }
user-history = Uploads over time
user-history-hint = Load the trend to see when this user uploaded.
user-trend = Show in Trend
user-elsewhere = Show in { $site }
user-missing = This user has no files in the period.
size-in = Size, { $period }
compare = Compare
versus = vs { $period }
versus-previous = vs previous period
versus-year = vs a year before
groups-count = Groups { $patterns }
hidden-groups =
    { $users ->
        [one] Hidden: { $groups } · { $users } user · { $size }
       *[other] Hidden: { $groups } · { $users } users · { $size }
    }
loaded = Loaded
share-menu = Share
copy-link = Copy link
copy-link-hint = Opens exactly this view, after signing in
copy-fixed-link = Copy link with fixed dates
copy-fixed-link-hint = Shows the same dates whenever it is opened
copy-summary = Copy summary
copy-summary-hint = One line of text for a chat or a ticket
copy-image = Copy as image
copy-image-hint = The totals and the ten largest users as a picture
copied-image = Image copied
no-image = This browser can’t copy images.
empty-search = No user matches this search.
empty-hidden = All matching users are hidden by groups.
empty-period = Nobody uploaded files in this period.
clear-search = Clear search
# On a button: a part of a search that has no matches as a whole.
search-part =
    { $users ->
        [one] { $users } user: { $term }
       *[other] { $users } users: { $term }
    }
search-parts = By itself, each part finds:
remove-condition = Remove { $condition } from the search
show-hidden = Show hidden users
show-all-time = Show all time
shortcuts = Keyboard shortcuts
shortcut-search = Search
shortcut-period = Choose the period
shortcut-compare = Choose what to compare with
shortcut-groups = Edit groups
shortcut-pages = Previous, next page
shortcut-rows = Move between users
shortcut-open = Open or close the user
shortcut-copy = Move to the buttons of a row
shortcut-close = Close a panel or a menu
shortcut-help = Show this list
copied-link = Link copied
copy-id-of = Copy { $user }
copied-summary = Summary copied
# One line: server, period, size, files, users.
summary =
    { $homeserver }, { $period }: { $size }, { $files ->
        [one] { $files } file
       *[other] { $files } files
    }, { $users ->
        [one] { $users } user
       *[other] { $users } users
    }
# After a summary.
summary-incomplete = { $term } (incomplete report)
summary-largest = ; largest: { $user }, { $size }
export-menu = Export
totals = Totals
order-by = Sort by
reverse = Reverse
rows-per-page = Rows per page
pages = Pages
page = Page
previous-page = Previous page
next-page = Next page
of-pages = of { $last }
refresh = Refresh
refreshed = Updated. Since { $since }: size { $bytes-change }, files { $files-change }, users { $users-change }.
refreshed-no-change = Updated. Nothing has changed since { $since }.
cancel = Cancel
part-loading = Loading…
try-again = Try again
load-rest = Load the rest
dismiss = Dismiss
units = Units
units-iec = KiB, MiB, GiB
units-si = kB, MB, GB
theme = Theme
theme-system = System
theme-light = Light
theme-dark = Dark

## Columns and figures

rank = Rank
user = User
size = Size
files = Files
average = Average
share = Share
cumulative = Cumulative
users = Users
user-id = User ID
display-name = Display name
rank-hint = Rank by size among all users in this period
size-hint = Size of the files as uploaded; the bar compares it with the largest user’s
average-hint = Average size of the user’s files
share-hint = Share of all data in this period
cumulative-hint = Share held by this user and all larger users
concentration = 80% of data
# Stands below the number of the fewest users who hold 80% of the data.
holders =
    { $users ->
        [one] user
       *[other] users
    }
pending = pending
pending-hint = Only unfinished uploads, counted as 0 bytes
no-user = No user
no-user-hint = Media with no uploader recorded
# Stands where there is no figure.
none = –
copy-id = Copy user ID
copy-needs-https = Browsers let pages copy only over HTTPS. Copy the text yourself.
copy-refused = The browser didn’t allow copying. Copy the text yourself.
copy-from = Text to copy
copied-id = Copied { $account }
of-all = of { $total }
average-total-hint = Average file size
exact-bytes =
    { $count ->
        [one] { $count } byte
       *[other] { $count } bytes
    }
pending-users =
    { $users ->
        [one] { $users } has only unfinished uploads
       *[other] { $users } have only unfinished uploads
    }

## Rows and progress

rows-of-users =
    { $users ->
        [one] { $first }–{ $last } of { $users } user
       *[other] { $first }–{ $last } of { $users } users
    }
rows-of-users-and-groups = { $first }–{ $last } of { $total } users and groups
nobody = No user has media in this period.
searched-for = Search: { $term }
partial =
    { $users ->
        [one] Not complete: { $users } user so far. Totals, ranks and shares cover only this user.
       *[other] Not complete: { $users } users so far. Totals, ranks and shares cover only these.
    }
partial-of =
    { $users ->
        [one] Not complete: { $count } of { $users } user. Totals, ranks and shares cover only these.
       *[other] Not complete: { $count } of { $users } users. Totals, ranks and shares cover only these.
    }
too-many-rows =
    { $received ->
        [one] Loading stopped: the homeserver sent { $received } user, but at most { $expected } were expected. { -load-more }
       *[other] Loading stopped: the homeserver sent { $received } users, but at most { $expected } were expected. { -load-more }
    }
too-many-users =
    { $received ->
        [one] Loading stopped after { $received } user. More can make this page slow. { -load-more }
       *[other] Loading stopped after { $received } users. More can make this page slow. { -load-more }
    }
too-many-bytes =
    { $users ->
        [one] Loading stopped: { $size } is unusually large for { $users } user. { -load-more }
       *[other] Loading stopped: { $size } is unusually large for { $users } users. { -load-more }
    }
too-many-requests =
    { $users ->
        [one] Loading stopped after { $requests } requests for { $users } user. Send more requests?
       *[other] Loading stopped after { $requests } requests for { $users } users. Send more requests?
    }
too-large-for-memory = Loading stopped: the report is too large for this page. Choose a shorter period.
refused-order = This homeserver can’t sort by { $column }. Users will be in order when all of them have loaded.
count-differs =
    { $users ->
        [one] The homeserver counts { $users } user but sent { $actual }: the user list changed while loading. Refresh for exact figures.
       *[other] The homeserver counts { $users } users but sent { $actual }: the user list changed while loading. Refresh for exact figures.
    }
count-changed = The number of users changed from { $before } to { $after } while loading.
# How a report was loaded.
effort =
    { $requests ->
        [one] Loaded { $at } in { $time }: { $requests } request, { $size }
       *[other] Loaded { $at } in { $time }: { $requests } requests, { $size }
    }
duration = { $number } s
requests = Requests
received = Received
rows-received = Users received
server-seconds = Waiting for the homeserver
page-seconds = Processing in this browser
users-counted = Users according to the homeserver
users-at-first = … when loading started
duplicates = Users sent twice, merged
loading = Loading
queued = Waiting for the homeserver to finish the previous query; it can’t be cancelled.
requested = Loading…
requested-all = Loading all users, about { $seconds } s…
receiving =
    { $users ->
        [one] Loading: { $users } user, { $size }…
       *[other] Loading: { $users } users, { $size }…
    }
receiving-of =
    { $users ->
        [one] Loading: { $count } of { $users } user, { $size }…
       *[other] Loading: { $count } of { $users } users, { $size }…
    }
preparing = Sorting…
retrying-rate-limited = The homeserver is limiting requests. Trying again in { $seconds } s…
retrying-status = The homeserver returned an error (HTTP { $status }). Trying again in { $seconds } s…
retrying = The request failed. Trying again in { $seconds } s…
stopped = Loading was stopped.
still-showing = Still showing: { $period }.

## Links and homeservers

rejected = Ignored “{ $name }={ $value }” in this link.
rejected-period = Ignored “{ $name }={ $value }” in this link; it doesn’t affect the period.
rejected-comparison = Ignored “{ $name }={ $value }” in this link; nothing is compared.
looks-like-seconds = These look like seconds. Did you mean
looks-like-microseconds = These look like microseconds. Did you mean
looks-like-nanoseconds = These look like nanoseconds. Did you mean
other-homeserver = This link is for { $homeserver }. You are viewing { $known }.
sign-in-to = Sign in to { $homeserver }
add-homeserver = Add homeserver
signed-in-to = Signed in to
back-to = Back to { $homeserver }
back-to-sign-in = Back to sign-in

## Signing in

homeserver = Homeserver
homeserver-hint = Server name (example.org) or API URL
another-homeserver = Another…
another-homeserver-name = Another homeserver
access-token = Access token
access-token-hint = The token of a server administrator. Sign out when you’re done: browsers save a tab’s data to disk and can restore it after the tab is closed.
user-name = User name
user-name-hint = Or a full user ID or e-mail address
password = Password
sign-in = { -sign-in }
signing-in = Signing in…
use-token = Use an access token instead
use-password = Use a password instead
use-sso = Use single sign-on instead
use-oauth = Use the homeserver’s sign-in page instead
sso = single sign-on
continue-with = Continue with
looking-for-server = Looking for the homeserver…
sign-out = Sign out
missing-homeserver = Enter the homeserver’s name or URL.
missing-token = Enter an access token.
missing-user = Enter a user name.
missing-password = Enter the password.
choose-provider = Choose an identity provider.
confirm-link = This link asks you to sign in to a homeserver that is new to this browser. Continue only if you trust it.
confirm-moved = This homeserver’s address has changed since you last signed in. Continue only if you trust the new one.
confirm-first = Confirm the homeserver first.
use-homeserver = Use this homeserver
check-homeserver = Check the homeserver’s address, then sign in.
# Follows the homeserver’s address.
unencrypted = isn’t encrypted: anyone on the network can read your password or token.
send-unencrypted = { -send-unencrypted }
found-at = Found at { $url }
found-despite = Found at { $url }. { $why }
unencrypted-first = Nothing was sent.
    .why = The connection to this homeserver isn’t encrypted.
    .remedy = Use its https:// address, or select “{ -send-unencrypted }”.
bad-token = This can’t be an access token: it contains spaces or other characters that tokens don’t have.
no-return-address = Single sign-on isn’t possible here.
    .why = This page didn’t come from a web server, so there is no address to return to.
    .remedy = Open the panel at its http:// or https:// address, or sign in another way.
callback-not-requested = A sign-in response was rejected.
    .why = This tab didn’t start a sign-in. If someone sent you this link, they may want you to use another account.
    .remedy = Start again here.
callback-mismatch = A sign-in response was rejected.
    .why = It belongs to a different sign-in than the one that this tab started. If someone sent you this link, they may want you to use another account.
    .remedy = Start again here.
signs-in-at = Users of { $homeserver } sign in at { $server }. You’ll return here afterwards.
authorization-denied = The sign-in was refused.
    .why = The server said: { $said }
    .remedy = Approve the request. If you already have, ask for this user to be granted admin API access (in { -mas }: can_request_admin).
authorization-failed = The sign-in was refused.
    .why = The server said: { $said }
    .remedy = Try again. If that doesn’t help, check the server’s log.
no-admin-scope = { $homeserver } didn’t grant administrator access.
    .why = The scope urn:synapse:admin:* was not granted.
    .remedy = Sign in as an administrator, or grant this user admin API access ({ -admin-access }).
not-offered = This panel can’t sign in to { $homeserver }.
    .why = Its host allows only certain homeservers.
    .remedy = Choose one of them, or open the link in another panel.
signed-out-idle = You have been signed out.
    .why =
        { $minutes ->
            [one] This page wasn’t used for { $minutes } minute or more.
           *[other] This page wasn’t used for { $minutes } minutes or more.
        }
    .remedy = { -sign-in-again }
signed-out-elsewhere = You are signed out of { $homeserver }.
    .why = You signed out in a copy of this tab.
    .remedy = { -sign-in-again }
sign-out-failed = Couldn’t sign out of { $homeserver }.
    .why = You are signed out in this browser, but the server didn’t confirm it. The access token may still be valid.
    .remedy = Try again, or end this session in the account settings of { $account }.
sign-out-failed-device = Couldn’t sign out of { $homeserver }.
    .why = You are signed out in this browser, but the server didn’t confirm it. The access token may still be valid.
    .remedy = Try again, or remove the device { $device } of { $account }: in the session list of a Matrix client, or with DELETE /_synapse/admin/v2/users/{ $account }/devices/{ $device }.

## Homeserver addresses and user names

bad-address = This is not a homeserver address.
    .why = { $why }
    .remedy = Enter a server name (example.org) or the URL of its API (https://matrix.example.org).
address-no-host = There is no server name in it.
address-scheme = It starts with { $scheme }://.
address-port = { $port } is not a port number.
address-user-info = It contains an @, like an e-mail address or user name.
bad-user-name = This is not a user name.
    .why = { $why }
    .remedy = Enter a user name (admin), a user ID (@admin:example.org) or an e-mail address.
user-name-empty = There is no user name in it.
user-name-two-ats = It is neither a user ID (one @, at the start) nor an e-mail address (one @, in the middle).
contains-space = It contains a space.
contains-character = It contains { $character }.
contains-invisible = It contains an invisible character (U+{ $code }). Type it instead of pasting it.

## Searching

search = Search users
search-hint = Name, user ID, >1GiB
search-help = { -search-help }
search-example-words = Name or ID contains every word. Case and accents are ignored.
search-example-phrase = Name or ID contains exactly this
search-example-id = User ID; links to the user work too
search-example-size = Uses more than this. Also with <, >=, <= and =
search-example-files = Has more than 500 files
search-example-average = Average file size under 1.5 MB
search-example-share = Holds more than 5% of all data
search-example-rank = One of the ten largest users
search-example-exclusion = Leaves out names and IDs that contain this
search-rules = All conditions must match. KiB, MiB, GiB and TiB, or K, M, G and T, are powers of 1024; kB, MB, GB and TB are powers of 1000; without a unit, sizes are in bytes. Unfinished uploads count as 0 bytes. To search for text that looks like a condition, put it in quotes.
nobody-found = No user matches “{ $term }”.
condition-unfinished = Ignored until it has a number, such as { $condition } { $sample }.
condition-name = Ignored “{ $condition }”: “{ $name }” can’t be compared; use size, files, average, share or rank. To search for this text, put it in quotes.
condition-operator = Ignored “{ $condition }”: “{ $operator }” is not a comparison; use <, >, <=, >= or =. To search for this text, put it in quotes.
condition-number = Ignored “{ $condition }”: the number wasn’t understood; write it like { $sample }. To search for this text, put it in quotes.
condition-unit = Ignored “{ $condition }”: “{ $unit }” is not a unit here; see “{ -search-help }”. To search for this text, put it in quotes.

## Groups

groups = Groups
group-patterns = Group patterns
group-patterns-hint = telegram_, irc_, /^_?bot/
group-mode = Show as
grouped-sum = One row per group
grouped-hide = Hide
group-hint = Total of the group’s members
no-rank-hint = Only users have ranks, not groups
suggested = Suggestions:
no-suggestions = No common user ID prefixes found.
groups-help = Comma-separated prefixes (such as telegram_ for a bridge), or regular expressions, as in the bridge’s registration. They match the part before the colon, or the full user ID.
show-groups = Show groups
pattern-matches-nobody = { $pattern } matches no users in this report.
pattern-shadowed = All users who match { $pattern } already match an earlier pattern.
pattern-syntax = { $pattern } is not a valid regular expression: { $why }.
pattern-too-large = { $pattern } is too large. Use fewer or smaller repetitions.
pattern-too-slow = { $pattern } takes too long, so it was stopped and matches no users. Simplify it.
pattern-unavailable = { $pattern } wasn’t used: a part of the panel couldn’t be loaded. Reload the page.
all-hidden =
    { $users ->
        [one] The only matching user is hidden by groups.
       *[other] All { $users } matching users are hidden by groups.
    }
group-members =
    { $members ->
        [one] { $members } user
       *[other] { $members } users
    }
members-of = Members of { $label }
suggestion =
    { $users ->
        [one] { $label } · { $users } user · { $size } · { $share }
       *[other] { $label } · { $users } users · { $size } · { $share }
    }

## Periods and dates

period = Period
custom = Custom
from = From
until = Until
time-zone = Time zone
utc = UTC
no-bound = any
pick = Choose from calendar
pick-for = Choose from calendar: { $field }
hours-24 = Last 24 hours
days-7 = Last 7 days
days-30 = Last 30 days
days-90 = Last 90 days
days-365 = Last 365 days
this-month = This month
last-month = Last month
this-year = This year
all-time = All time
between-dates = { $from } – { $until }
since-date = Since { $from }
until-date = Until { $until }
in-utc = { $period } (UTC)
uploaded = Uploaded: { $period }
local-zone = Local time ({ $zone })
write-dates = Times are in { $zone }. Enter { $example } or { $example } 14:30, or just 12/2026, Q3 2026 or 2026.
first-moment = From { $at } ({ $key }={ $ts })
no-first-moment = No start date
last-moment = Until { $at }, inclusive ({ $key }={ $ts })
no-last-moment = No end date
times-in = Times are in { $zone }
ends-before-it-begins = The end must be later than the start.
date-out-of-range = Not a valid date: the year isn’t between 1970 and 2200.
not-a-date = Not a valid date. Write it like { $example } or 2026-12-31.
date-unknown-word = Not a valid date: { $quoted } wasn’t understood. Write it like { $example } or 2026-12-31.
date-missing-year = Not a valid date: the year is missing. Write it like { $example } or 2026-12-31.
date-short-year = Not a valid date: the meaning of { $quoted } is unclear. Write the year with four digits.
date-ambiguous = Not a valid date: it’s unclear which number is the day and which is the month. Write it like 2026-12-31.
date-no-such-month = Not a valid date: there is no month { $month }. Write it like { $example } or 2026-12-31.
date-no-such-day = Not a valid date: there is no { $day }.
date-no-such-quarter = Not a valid date: there is no quarter { $number } in { $year }.
date-no-such-half = Not a valid date: there is no half-year { $number } in { $year }.
date-no-such-week = Not a valid date: there is no week { $number } in { $year }.
date-wrong-weekday = Not a valid date: { $day } is a { $weekday }.
not-a-time = Not a valid time. Write it like 14:30 or 2:30 PM.
time-without-day = Not a valid date: a time needs a day, month and year.
year-out-of-range = Not a valid date: the year { $year } isn’t between 1970 and 2200.
year-buddhist = Not a valid date: the year { $year } isn’t between 1970 and 2200. In the Gregorian calendar it is { $suggestion }.
year-iranian = Not a valid date: the year { $year } isn’t between 1970 and 2200. Use the Gregorian calendar, such as { $suggestion }.
time-skipped = There is no { $time } on { $day } in { $zone }, because the clocks are set forward. The next valid time is { $next }.
# A piece of what was typed.
quoted = “{ $value }”
# A day that doesn’t exist, or not on this day of the week; the month is its number.
day-of =
    { $month ->
        [1] { $number } January { $year }
        [2] { $number } February { $year }
        [3] { $number } March { $year }
        [4] { $number } April { $year }
        [5] { $number } May { $year }
        [6] { $number } June { $year }
        [7] { $number } July { $year }
        [8] { $number } August { $year }
        [9] { $number } September { $year }
        [10] { $number } October { $year }
        [11] { $number } November { $year }
       *[other] { $number } December { $year }
    }
monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
sunday = Sunday

## Exports and files

export-csv = Export CSV
export-json = { -export-json }
more = More
all-users = All users (ignores search)
export-markdown = Export Markdown
export-scope = Users to export
export-matches = Matching users
csv-format = CSV format
this-page = This page
copy-tsv = Copy for a spreadsheet
copy-markdown = Copy as Markdown
print-page = Print…
saved-reports = Saved reports
open-report = Open a report…
open-hint = Opens a report exported as JSON. The file stays on this computer; nothing is uploaded or stored.
copied-page = Copied the users on this page
opened-file = Opened file
read-only = Read-only snapshot; closes when you reload.
origin-unknown = The file doesn’t say when and for which period the report was loaded
period-unknown = unknown
csv-plain = Plain (commas, UTF-8)
csv-excel-point = For Excel: commas, as in 0.5
csv-excel-comma = For Excel: semicolons, as in 0,5
csv-excel-semicolon = For Excel: semicolons, as in 0.5
# Names of columns in a CSV for people.
csv-bytes = Size (bytes)
csv-average = Average (bytes)
csv-status = Change
csv-bytes-before = Before (bytes)
csv-bytes-change = Change (bytes)
csv-files-before = Files before
csv-rank-before = Rank before
csv-total = Total
csv-homeserver = Homeserver
csv-period = Period
csv-loaded = Loaded
csv-search = Found by
exported =
    { $users ->
        [one] Exported { $users } user to { $file }
       *[other] Exported { $users } users to { $file }
    }
# Where and when a report was loaded.
loaded-from = { $homeserver }, uploaded: { $period }, loaded { $loaded }
exported-at = , exported { $at }
only-some = Only some of the users were exported.
only-found = Only users matching “{ $term }” were exported.
saved = Saved as { $file }
no-png = The browser can’t draw the chart as a PNG.
file-unreadable = Couldn’t open { $file }.
    .why = The browser can’t read it: it was moved or changed, or access was denied.
    .remedy = Choose it again.
file-not-json = Couldn’t open { $file }.
    .why = It isn’t JSON.
    .remedy = Choose a file from “{ -export-json }”. CSV files can’t be opened.
file-truncated = Couldn’t open { $file }.
    .why = It is incomplete.
    .remedy = Copy it again, or export the report again.
file-not-a-report = Couldn’t open { $file }.
    .why = It is valid JSON, but not a media usage report ({ $why }).
    .remedy = Choose a file from “{ -export-json }”, or a response of the statistics endpoint.

## Distribution

distribution = Distribution
distribution-meaning = What the figures mean
distribution-numbers = Show as table
# Names an image.
distribution-picture = Media usage on { $homeserver }, { $period }
charts-svg = Charts as SVG
charts-png = Charts as PNG
median = Median per user
mean = Average per user
largest-share = Largest user’s share
users-holding-50 = Users holding 50%
users-holding-80 = Users holding 80%
users-holding-95 = Users holding 95%
users-holding = Users holding 50%, 80%, 95%
gini = Gini coefficient
gini-even = fairly even; 0 = all equal, 1 = one user has everything
gini-uneven = uneven; 0 = all equal, 1 = one user has everything
gini-very-uneven = very uneven; 0 = all equal, 1 = one user has everything
treemap-title = Who holds the data
treemap-block = { $account }: { $size }, { $share }
other-users =
    { $users ->
        [one] { $users } other user
       *[other] { $users } other users
    }
most-data-users =
    { $most ->
        [one] { $most } of { $total } users holds at least 80% ({ $size } of { $whole })
       *[other] { $most } of { $total } users hold at least 80% ({ $size } of { $whole })
    }
most-data-groups =
    { $grouped ->
        [one] { $grouped } group holds at least 80% ({ $size } of { $whole })
       *[other] { $grouped } groups hold at least 80% ({ $size } of { $whole })
    }
most-data-mixed =
    { $most ->
        [one] { $most } user
       *[other] { $most } users
    } and { $grouped ->
        [one] { $grouped } group
       *[other] { $grouped } groups
    } hold at least 80% ({ $size } of { $whole })
define-size = The size of the users’ files as uploaded, without thumbnails and without copies from other servers.
define-files = The number of files that users uploaded and that still exist, including unfinished uploads.
define-users = The number of users with files in the period who match the search and aren’t hidden by groups.
define-average = The average file size: all data divided by the number of files, rounded down.
define-concentration = The smallest number of users who together hold at least 80% of the data.
define-median = The size for the user in the middle by size; if there are two, the average of both, rounded down.
define-mean = All data divided by the number of users, rounded down.
define-largest-share = The share of the data that the largest user holds.
define-users-holding = The smallest number of users who together hold at least that share of the data.
define-gini = The average difference between any two users’ sizes, divided by twice the average per user: 0 if all users have the same, close to 1 if one of many has everything.
of-the-users = { $percent } of users
distribution-too-few = At least two users with media are needed.
concentration-curve = Share held by the largest users
concentration-axis = Number of largest users (logarithmic)
largest-users = Largest users
together = Together
# The message of the concentration curve.
concentration-message =
    { $half ->
        [one] The top user of { $users } holds half of the data
       *[other] The top { $half } of { $users } users hold half of the data
    }{ $most ->
        [one] ; the top user holds 80%
       *[other] ; the top { $most } hold 80%
    }{ $nearly-all ->
        [one] ; the top user holds 95%.
       *[other] ; the top { $nearly-all } hold 95%.
    }
users-by-size = Users by size
bytes-by-size = Data by user size
size-axis = Size per user
bucket-nothing = Nothing
bucket-below = Under { $size }
bucket-between = { $from } to { $below }
most-users =
    { $users ->
        [one] Most common: { $bucket } ({ $count } of { $users } user)
       *[other] Most common: { $bucket } ({ $count } of { $users } users)
    }
most-bytes = Most data: { $bucket } ({ $bytes }, { $percent } of all data)
distribution-bar = { $bucket }: { $amount }

## History

history = Trend
history-interval = Interval
disk-size = Free space
disk-size-hint = What df prints as available, such as 2 TB or 500 GiB
disk-size-invalid = Not a valid size. Enter a number and a unit, such as 2 TB or 500 GiB.
history-finding-start = Looking for the first media and for remembered data…
history-needs-consent = Loading takes up to 8 small requests to find the first media, then one request for each interval.
history-not-yet = Available once all intervals are loaded.
history-not-loaded = Not loaded
history-incomplete = Available once the report for this period has loaded completely.
history-no-media = No media in this period.
history-load = Load history
history-load-rest = Load the rest of the history
history-svg = History chart as SVG
history-png = History chart as PNG
history-reload = Reload history
history-loading-label = Loading the history
history-cancel = Stop loading the history
history-try-again = Try loading the history again
history-all-users = All users
history-others = All others
history-added = Uploaded
history-total = Total
history-total-of = { $who }: total
history-legend = Show the history of
history-numbers = Show as table
history-csv = History as CSV
history-full = Disk full
history-already-full = already
history-no-growth = Needs three complete intervals in a row.
history-remember = Remember past data in this browser
history-remember-hint = Stores user IDs, sizes and file counts in this browser, so the next visit is faster. They are kept until you untick this, even after you sign out.
history-about = Shows the media that exist today, by upload date. Deleted files aren’t included, so past totals may have been higher.
interval-automatic = Automatic
interval-day = Days
interval-week = Weeks
interval-month = Months
history-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
history-weeks =
    { $count ->
        [one] { $count } week
       *[other] { $count } weeks
    }
history-months =
    { $count ->
        [one] { $count } month
       *[other] { $count } months
    }
# Parts of file names.
history-file-days = days
history-file-weeks = weeks
history-file-months = months
history-day = Day
history-week = Week
history-month = Month
history-week-of = Week of { $date }
history-window-partial = { $window } (partial)
history-window-ongoing = { $window } (so far)
history-partial-days = Hatched bars cover only part of a day: the period starts or ends within it, or the day isn’t over.
history-partial-weeks = Hatched bars cover only part of a week: the period starts or ends within it, or the week isn’t over.
history-partial-months = Hatched bars cover only part of a month: the period starts or ends within it, or the month isn’t over.
history-weeks-start = Weeks start on { $weekday }.
history-uploads-per-day = Uploads per day
history-uploads-per-week = Uploads per week
history-uploads-per-month = Uploads per month
history-uploads-per-day-of = { $who }: uploads per day
history-uploads-per-week-of = { $who }: uploads per week
history-uploads-per-month-of = { $who }: uploads per month
# What loading the rest takes.
history-cost =
    { $requests ->
        [one] { $requests } request, { $time }
       *[other] { $requests } requests, one at a time, { $time }
    }
history-about-seconds = about { $seconds } s
history-about-minutes =
    { $minutes ->
        [one] about { $minutes } minute
       *[other] about { $minutes } minutes
    }
history-about-hours =
    { $hours ->
        [one] about { $hours } hour
       *[other] about { $hours } hours
    }
history-loading = Loading the history: { $number } of { $total }, { $time } left…
# The message of the upper chart.
history-most = { $bytes } in { $bars }; most in “{ $window }”: { $size }.
history-grew = From { $from } to { $to }.
history-bar =
    { $files ->
        [one] { $window }: { $bytes } in { $files } file
       *[other] { $window }: { $bytes } in { $files } files
    }
history-bar-total =
    { $files ->
        [one] { $window }: { $bytes } in { $files } file, { $running } in total
       *[other] { $window }: { $bytes } in { $files } files, { $running } in total
    }
history-bar-missing = { $window }: not loaded
history-part = { $user }: { $bytes }
history-growth-day = Typical growth per day
history-growth-week = Typical growth per week
history-growth-month = Typical growth per month
history-choose = Show only { $window }
history-choose-hint = Click a bar, or drag across several, to show that period.
history-spread = median of the last { $bars }; usually { $low } to { $high }
history-full-between = between { $from } and { $until }
history-full-in = around { $from }
history-full-from = { $from } or later
history-full-far = in more than 10 years
history-full-closed = A forecast needs a period that lasts until now.
history-local-only = Local uploads only: remote media and thumbnails grow too and aren’t included.
history-differs = The bars add up to { $before }, but the report has { $after }. Media changed while loading.
# Names an image.
history-picture = Media usage on { $homeserver } over time, { $at }
history-of = History of { $user }

## Comparison

compare-file = Compare with a file…
compare-with = Compare
compare-off = Off
compare-previous = Previous period
compare-year = Same period last year
compare-custom = Custom…
compare-from = Compare from
compare-until = Compare until
compare-unbounded = Enter a start or an end.
compared-later = Comparison starts when the selected period has loaded.
comparing-costs = This link includes a comparison, which takes a second request to the homeserver.
compare-now = Compare now
comparing-stopped = Loading the report to compare with was stopped.
changes = Comparison
earlier = Earlier
later = Later
swap = Swap
swap-hint = Swap earlier and later
close-comparison = Close comparison
on-screen = the report on this page
all = All
before = Before
before-hint = Size in the period or report that is compared with; the line on the bar shows it
change = Change
change-hint = Change in size
growth = Growth
growth-hint = Change as a percentage of the earlier size
files-change-hint = Change in the number of files
files-change = Files, change
rank-change = Rank, change
rank-change-hint = Ranks gained (+) or lost (−)
new = new
# No change at all, as a figure.
unchanged = 0
absent-hint = Nothing in this period or report
change-filter = Filter by change
comparison-columns = In a comparison
# A figure of the period or report that is compared with.
uploads-over-time = Uploads over time
figure-before = { $before } before
empty-change = No users with this kind of change.
show-all-changes = Show all users
other-homeservers = The reports are from different homeservers.
other-periods = The reports cover different periods.
not-all-users = At least one report doesn’t include all users, so “Added” and “Removed” may be wrong.
status-new = New
status-no-uploads = No uploads
status-more = More
status-less = Less
status-same = Same
status-added = Added
status-removed = Removed
status-grown = Grown
status-shrunk = Shrunk
status-unchanged = Unchanged
loading-to-compare = Loading the report to compare with: { $period }…
no-previous-period = “All time” has no previous period. Choose a shorter period.
no-such-period = There is no such period: it would end before 1970 or before it starts. Choose another one to compare with.

## Settings of the host

read-only-mode = Read only
help = Help
config-unreachable = { $file } couldn’t be loaded. { -read-only-until }
config-web-page = { $file }: the web server sent a web page instead. { -read-only-until } If you don’t need the file, create one that contains {"{}"}.
config-not-json = { $file } isn’t a JSON object ({ $why }). { -read-only-until }
config-unknown-key = { $file }: there is no setting { $setting }.
config-invalid-homeserver = { $file }: { $value } in { $key } is not a valid homeserver.
config-no-homeserver = { $file }: { $key } has no valid homeserver, and { $name } allows no others, so nobody can sign in.
config-homeservers = { $file }: { $key } must be a list of names or URLs, such as ["example.org"].
config-period = { $file }: { $key } must be one of all, 24h, 7d, 30d, 90d, 365d, this-month, last-month, this-year.
config-limit = { $file }: { $key } must be one of 25, 50, 100, 250, 500, 1000.
config-groups = { $file }: { $key } must be text as in the URL, or a list of patterns.
config-title = { $file }: { $key } must be text that isn’t empty.
config-idle-minutes = { $file }: { $key } must be a whole number of minutes, or 0 to stay signed in.
config-trend = { $file }: { $key } must be one of auto, ask, off.
config-user-link = { $file }: { $key } must be a URL that starts with https:// or http:// and contains {"{user_id}"}.
config-help = { $file }: { $key } must be a URL that starts with https:// or http://.
config-boolean = { $file }: { $key } must be true or false.

## Connection check

check-connection = Check connection
connection-check = Connection check
run-again = Run again
copy-report = Copy report
close = Close
copy = Copy
copied = Copied.
web-server = Web server
checking = Checking…
checks-passed = All checks passed.
check-address = Address is valid
check-well-known = .well-known
check-response = Server responds
check-cors = CORS headers
check-homeserver-kind = Matrix homeserver
check-admin-api = Admin API
check-preflight = Preflight (OPTIONS)
check-token = Token is valid
check-admin = Token belongs to an administrator
check-statistics = Media statistics
outcome-running = checking…
outcome-passed = passed
outcome-failed = failed
outcome-skipped = skipped
failed-checks =
    { $checks ->
        [one] { $checks } check failed.
       *[other] { $checks } checks failed.
    }
# Heads the report that is copied.
report-head = { -product }: connection check of { $name } from { $panel }, { $at }
problem-preflight = Requests without a token get through, but requests with a token don’t.
    .why = Before a page of another origin sends a token, the browser sends an OPTIONS request to ask whether it may. Something in front of Synapse refuses it, or responds without the CORS headers.
    .remedy = Pass OPTIONS requests on to Synapse, without a password, sign-on or redirect.
problem-api-scope = The token is not active.
    .why = The homeserver’s authorization server no longer knows it, or it lacks the scope { $scope }.
    .remedy = Sign in on the homeserver’s sign-in page as an administrator ({ -admin-access }).
problem-admin-scope = The token lacks the scope { $scope }.
    .why = The homeserver’s authorization server issued it for other uses.
    .remedy = Sign in on the homeserver’s sign-in page as an administrator ({ -admin-access }).
problem-cors = The server responds, but without the CORS headers that a page of another origin needs.
    .why = Synapse sends them. A proxy in front may drop or duplicate them, or respond by itself, for example with an error page while Synapse is down.
    .remedy = Check that Synapse is running, and let the proxy pass its headers and OPTIONS requests through. Or serve this panel from the homeserver’s own host.
problem-not-a-homeserver = { $server } responds, but not like a homeserver.
    .why = It doesn’t know /_matrix/client/versions.
    .remedy = Pass /_matrix on to Synapse, or check the address.
problem-not-admin = The token’s user is not a server administrator.
    .why = Synapse refused access to the admin API.
    .remedy = Sign in as an administrator, or make this user one.
problem-no-statistics = { $server } has no media statistics.
    .why = Only the main process of Synapse 1.23 or later provides them.
    .remedy = Route /_synapse/admin/v1/statistics to the main process, and update Synapse if it is older.
well-known-not-json = { $url } isn’t JSON.
    .why = There is probably a web page in its place.
    .remedy = { -serve-file }
well-known-syntax = { $url } isn’t valid JSON: { $reason }.
    .why = The error is at that place in the file, or just before it.
    .remedy = { -correct-file }
well-known-structure = { $url } has the wrong structure: { $reason }.
    .why = It must be an object whose m.homeserver is an object with a base_url.
    .remedy = { -correct-file }
well-known-server-file = { $url } is the file for other servers.
    .why = Its m.server belongs in /.well-known/matrix/server; this file needs an m.homeserver that names the homeserver for clients.
    .remedy = { -serve-file }
well-known-no-homeserver = { $url } doesn’t name a homeserver.
    .why = It is valid JSON, but has no m.homeserver.
    .remedy = { -serve-file }
well-known-bad-base-url = { $url } names { $value }, which isn’t a homeserver URL.
    .why = A base_url must start with https:// and have no query.
    .remedy = { -correct-file }
well-known-blocked = { $url } can’t be read by this page.
    .why = The response, whether a file, a redirect or an error, lacks the header Access-Control-Allow-Origin.
    .remedy = { -serve-file }
well-known-redirected = { $url } is a redirect that this page can’t follow.
    .why = The response at its target lacks the header Access-Control-Allow-Origin.
    .remedy = { -serve-file }
well-known-server-error = { $url } can’t be loaded.
    .why = The server returned an error.
    .remedy = { -serve-file }
well-known-unreachable = { $url } can’t be reached.
    .why = The connection failed or timed out. The name may be wrong, or its web server down.
    .remedy = { -serve-file }
# Follows the reason why the .well-known file can’t be used.
well-known-and-without = And without the file: { $why }

## Failures

part-missing = A part of the panel couldn’t be loaded.
    .why = The panel’s web server can’t be reached, or the panel has been updated in the meantime.
    .remedy = Try again. If that doesn’t help, reload the page.
not-admin = { $account } is not a server administrator.
    .why = Only administrators can read the statistics.
    .remedy = Sign in as an administrator, or make this user one.
unknown-token = { $server } doesn’t know this access token.
    .why = It was revoked, has expired, belongs to another homeserver, or was not copied completely.
    .remedy = Enter another one.
because-authorization-server = It is the authorization server of { $homeserver }.
because-well-known = The .well-known file of { $homeserver } names this address.
step-well-known = This happened while reading the .well-known file.
step-discovery = This happened while looking for the homeserver.
step-login-methods = This happened while reading the homeserver’s login methods.
step-auth-metadata = This happened while reading the authorization server’s metadata.
step-registration = This happened while registering this panel.
step-token = This happened while exchanging the authorization code for a token.
step-refresh = This happened while renewing the access token.
step-revocation = This happened while signing out.
step-password-login = This happened while signing in.
step-sso-login = This happened while completing single sign-on.
step-who-am-i = This happened while checking the access token.
step-admin-api = This happened while checking for the admin API.
step-statistics = This happened while loading the statistics.
paths-authorization-server = the authorization server
paths-homeserver = /_matrix and /_synapse/admin
said = The server said: { $said }
offline = You are offline.
    .why = The browser has no network connection.
    .remedy = Connect, then try again.
mixed-content = The browser blocked the request to { $server } as mixed content.
    .why = This page was loaded over HTTPS, so it can’t send requests over plain HTTP.
    .remedy = Use the server’s https:// address. If a .well-known file names this one, correct its base_url.
cors-refused = The browser can’t read responses from { $server }.
    .why = It responds, but without the CORS headers that a page of another origin needs. A proxy in front may drop them or respond by itself.
    .remedy = Let the proxy pass the server’s headers and OPTIONS requests through, or serve this panel from the homeserver’s own host.
proxy-timed-out = A proxy in front of { $server } may have stopped waiting.
    .why = It responded by itself, without the CORS headers that a page of another origin needs; the server’s own responses have them.
    .remedy = Try again later, or check the proxy’s log.
timed-out = { $server } did not respond in time.
    .why = The response wasn’t complete after { $seconds } s.
    .remedy = Try again later. If that doesn’t help, check the server’s log.
statistics-timed-out = { $server } did not respond in time.
    .why = Nothing arrived for { $seconds } s. The statistics of a large server can take long; its database may be busy.
    .remedy = Try again later, or choose a shorter period.
too-slow = { $server } is sending its response too slowly.
    .why = Less than 1 KiB per second arrived, on average over { $seconds } s.
    .remedy = Try again. If that doesn’t help, check the connection and the proxies in between.
truncated = The response was cut off.
    .why = The connection ended before the response from { $server } was complete, because of a proxy’s limit, a restart or the network.
    .remedy = Try again.
truncated-statistics = The response was cut off.
    .why = The connection ended before the response from { $server } was complete, because of a proxy’s limit, a restart or the network.
    .remedy = Try again. What has been loaded is kept.
unreachable = Couldn’t connect to { $server }.
    .why = The connection failed or was closed. The address may be wrong, or the server down.
    .remedy = Check the address, and open it in a new tab.
unreachable-https = Couldn’t connect to { $server }.
    .why = The connection failed or was closed. The address may be wrong, the server down, or its certificate not trusted.
    .remedy = Check the address, and open it in a new tab.
unreachable-loopback = Couldn’t connect to { $server }.
    .why = The connection failed or was closed. There may be no server on this port.
    .remedy = Check the address and the port, and that the server is running.
account-locked = This account is locked.
    .why = { $server } won’t let it sign in until it is unlocked.
    .remedy = Ask another administrator of the server, or sign in with another account.
account-suspended = This account is suspended.
    .why = { $server } won’t let it sign in until the suspension ends.
    .remedy = Ask another administrator of the server, or sign in with another account.
account-deactivated = This account is deactivated.
    .why = { $server } won’t let it sign in any more.
    .remedy = Ask another administrator of the server, or sign in with another account.
sso-refused = Single sign-on failed.
    .why = { $server } didn’t accept the result.
    .remedy = Start again.
sso-refused-said = Single sign-on failed.
    .why = The server said: { $said }
    .remedy = Start again.
login-refused = Wrong user name or password.
    .why = Or this account isn’t allowed to sign in.
    .remedy = Check both, then try again.
statistics-not-admin = { $server } won’t show the statistics.
    .why = This user is not a server administrator, or no longer one.
    .remedy = Sign out, then sign in as an administrator.
statistics-refused = { $server } won’t show the statistics.
    .why = Its media repository doesn’t let you read them. With matrix-media-repo, only its own administrators can.
    .remedy = Add your user ID to “admins” in matrix-media-repo’s configuration, or sign in as one of its administrators.
session-expired = Your session has ended.
    .why = { $server } no longer accepts the access token.
    .remedy = { -sign-in-again }
signed-out = You are signed out.
    .why = { $server } doesn’t know this access token: it was revoked or mistyped.
    .remedy = { -sign-in-again }
proxy-password = A proxy in front of { $server } asks for a password.
    .why = It responds with HTTP 401 by itself. This page can’t send it a password, because its requests carry Matrix’s access token instead.
    .remedy = Let requests to { $paths } through without the proxy’s password.
proxy-refuses = A proxy in front of { $server } refuses this address.
    .why = It responds with HTTP { $status } by itself, perhaps because it allows only some addresses.
    .remedy = Allow requests from this browser’s address to { $paths }.
admin-api-not-found = The admin API of { $server } can’t be reached.
    .why = The server returns 404 for it. Often, a reverse proxy passes only /_matrix on to Synapse, or passes it to a worker that doesn’t serve the admin API.
    .remedy = Route /_synapse/admin to Synapse’s main process.
api-not-found = { $server } returned an error (HTTP 404).
    .why = The API isn’t there.
    .remedy = Check the address, and that the proxy passes { $paths } on.
no-registration-endpoint = { $server } doesn’t register this panel.
    .why = It returned HTTP { $status } at the address of its registration endpoint.
    .remedy = Use an access token, or turn on dynamic client registration there.
no-registration = The sign-in page of { $server } accepts only clients that its administrator has registered.
    .why = Its authorization server doesn’t offer dynamic client registration.
    .remedy = Use an access token, or turn on dynamic client registration there.
registration-refused = { $server } refused to register this panel (HTTP { $status }).
    .why = The server said: { $said }
    .remedy = Use an access token, or turn on dynamic client registration there.
registration-refused-address = { $server } refused to register this panel (HTTP { $status }).
    .why = The server said: { $said }
    .remedy = { -mas } accepts panels only at https:// on the default port, on a named host, at a path of letters, digits, dots and hyphens. Open the panel at such an address, or use an access token.
rate-limited = { $server } is limiting requests.
    .why = There were too many requests in a short time.
    .remedy = Try again later.
rate-limited-seconds = { $server } is limiting requests.
    .why = There were too many requests in a short time.
    .remedy = Try again in { $seconds } s.
proxy-stopped-waiting = The proxy in front of { $server } stopped waiting (HTTP { $status }).
    .why = { time-limit-why }
    .remedy = { time-limit-remedy }
proxy-may-have-stopped-waiting = The proxy in front of { $server } may have stopped waiting (HTTP { $status }).
    .why = { time-limit-why }
    .remedy = { time-limit-remedy }
cloudflare-stopped-waiting = The proxy in front of { $server } stopped waiting (HTTP { $status }).
    .why = { time-limit-why }
    .remedy = Choose a shorter period, or use an address that bypasses Cloudflare: it waits 100 s, unless an Enterprise plan raises its proxy_read_timeout.
time-limit-why = Synapse needs more time for the statistics than the proxy allows. It may still be working on them, so they are not requested again.
time-limit-remedy = Choose a shorter period, or raise the limit: proxy_read_timeout (nginx), ProxyTimeout (Apache), response_header_timeout (Caddy) or forwardingTimeouts.responseHeaderTimeout (Traefik).
proxy-no-connection = The proxy in front of { $server } couldn’t connect to it (HTTP { $status }).
    .why = The server may be down, or its firewall may block the proxy.
    .remedy = Check that the server is running, and that the proxy’s addresses may connect to it.
server-error = { $server } returned an error (HTTP { $status }).
    .why = The server or the proxy in front of it has a problem.
    .remedy = Try again later, or check the server’s log.
server-error-said = { $server } returned an error (HTTP { $status }).
    .why = The server said: { $said }
    .remedy = Try again later, or check the server’s log.
refused = { $server } refused the request (HTTP { $status }).
    .why = It didn’t say why.
    .remedy = Check the log of the server, or of the proxy in front of it.
refused-said = { $server } refused the request (HTTP { $status }).
    .why = The server said: { $said }
    .remedy = Check the log of the server, or of the proxy in front of it.
refused-admin-remedy = If a proxy restricts the admin API, allow this browser’s address.
response-not-json = { $server } sent a response that this panel can’t use.
    .why = It isn’t JSON; it may be a web page that a proxy sent instead.
    .remedy = Check that the address is right, and that requests to { $paths } reach the server.
response-syntax = { $server } sent a response that this panel can’t use.
    .why = It isn’t valid JSON ({ $reason }).
    .remedy = Check that the address is right, and that no proxy changes the responses.
response-structure = { $server } sent a response that this panel can’t use.
    .why = It doesn’t have the documented structure ({ $reason }).
    .remedy = Check that the server is Synapse 1.23 or later, and that no proxy changes its responses.
response-too-large = { $server } sent a response that this panel can’t use.
    .why = It is far larger than such a response can be.
    .remedy = Check that the address is right.
response-redirect = { $server } responded with a redirect.
    .why = It wasn’t followed, because it would send your token or password to another address, or leads to one that this page can’t read.
    .remedy = Use the address that it leads to, or configure the proxy not to redirect.
pagination-loop = Loading stopped: the server sends the same page again and again.
    .why = The next page would start where this one did.
    .remedy = What has been loaded is kept. Check that no proxy changes Synapse’s responses.
insecure-page = This page was loaded over plain HTTP.
    .why = Sign-in needs Web Crypto, which requires HTTPS.
    .remedy = Open the panel at its https:// address, or use an access token.

## Authorization servers

known-elsewhere = { $homeserver } may be trying to get access to { $known }.
    .why = Both say that you sign in at { $page }, where you signed in to { $known } before. A token from there is sent to { $homeserver }.
    .remedy = If both are the same homeserver, select “{ -sign-in }” again. Otherwise don’t continue.
untrusted-not-https = { $server } has no safe sign-in page.
    .why = It uses { $url } for its sign-in, which is not a valid HTTPS URL.
    .remedy = Use an access token. The homeserver’s administrator has to set up HTTPS for the authorization server.
untrusted-other-issuer = { $server } names the wrong authorization server.
    .why = It names the issuer { $issuer }, but the metadata there belongs to { $known }.
    .remedy = { -trust } Its administrator has to correct the issuer: both must match exactly.
untrusted-other-endpoint = Signing in to { $server } may not be safe.
    .why = It names { $endpoint } for its sign-in at { $issuer }, whose own metadata says otherwise.
    .remedy = { -trust } Its administrator has to correct the metadata, or restart the homeserver.
untrusted-metadata = The sign-in page of { $server } can’t be used.
    .why = The metadata of { $issuer } is not valid ({ $reason }).
    .remedy = Use an access token. The homeserver’s administrator has to correct the metadata.
untrusted-unconfirmed = Signing in to { $server } may not be safe.
    .why = It says that you sign in at { $issuer }, but names { $endpoint } as a part of that. The metadata of { $issuer } can’t be read, so nothing confirms this.
    .remedy = { -trust } Its administrator has to let browsers read /.well-known/openid-configuration of the authorization server (Access-Control-Allow-Origin: *).
untrusted-split = Signing in to { $server } may not be safe.
    .why = The metadata of { $issuer } names { $endpoint }, which is on another host.
    .remedy = { -trust } Its authorization server needs the issuer and all endpoints on one host, or issuer identification (RFC 9207).
