#include "server/domain/transfers/rating_rules.h"

namespace factcheck::domain {

std::string_view BuiltinRatingRules() {
  static constexpr std::string_view kRules = R"rules(
# Which normal form a publisher's rating label takes: the first rule that matches
# counts. Copy this file, change what you judge otherwise, and hand it to
# `factcheck import --rating-rules FILE`.
#
#   PATTERN -> TRUE | MIXED | FALSE | OTHER     a rule
#   [fr,de] PATTERN -> FORM                     a rule for labels in these languages only
#   lead PATTERN                                words that may come before the verdict
#
# A pattern is compared word by word; case, punctuation, "-" and "_" do not count.
# (a|b c|) is one of these, the last being nothing; * is any words, also none.
# A label that no rule matches is OTHER, unless its number says more.
#
# TRUE: true or mostly true. MIXED: partly true, or true and misleading. FALSE:
# false or mostly false. OTHER: outside the order (satire, missing context, unproven,
# a promise kept). "Mostly false" is FALSE, "half true" is MIXED, "not true" is FALSE.

# --- Words that may come before the verdict -----------------------------------------
lead (our|ferret fact service|ffs|) (verdict|verdicts|conclusion|determination|rating|ruling)
lead (our|ferret fact service|ffs|) (judgement|judgment|result|evaluation|assessment)
lead factscan score
lead (verdict|rating|conclusion) (is|was)
lead (this|the|that|these) (claim|claims) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) (post|posts) (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (claim|claims) (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (post|posts) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) statement (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) statements (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (statement|statements) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) (assertion|story) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) rumor (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (assertion|story|rumor) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) (rumour|message) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) report (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (rumour|message|report) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) (headline|quote) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) picture (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (headline|quote) (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) picture (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) (image|photo) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) photograph (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (image|photo) (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) photograph (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that) (video|article|news) (in question|made|) (is|are|was|were) (being|itself|)
lead these (video|article|news) (in question|made|) (is|are|was|were) (being|itself|)
lead (this|the|that|these) information (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) (video|article|news) (in question|made|) (is|are|was|were) (being|itself|)
lead (his|her|their) information (in question|made|) (is|are|was|were) (being|itself|)
lead (claim|claims) (is|are)
lead (the|all|) above (claim|claims|post|message) (is|are)
lead (this|that|it|these|they) (is|are|was|were)
lead (that's|it's|they're|here's)
lead (thus|therefore|hence|so|in short|in conclusion|as a result)
lead (with this in mind|taking all this into account)
lead we (rate|rated|find) (this|the|that|his) (claim|claims|statement|) (as|as being|to be|is|)
lead we (rate|rated|find) (her|their|it) (claim|claims|statement|) (as|as being|to be|is|)
lead we (found|judge|deem) (this|the|that|his) (claim|claims|statement|) (as|as being|to be|is|)
lead we (found|judge|deem) (her|their|it) (claim|claims|statement|) (as|as being|to be|is|)
lead (technically|completely|totally|total|entirely|absolutely|plain|simply)
lead (just|clearly|demonstrably|factually|tragically|patently|utterly|again)
lead (reported|reportedly) (as|to be|)

# --- True and false at once, before either alone --------------------------------------
(truth|true) (and|) (fiction|false) * -> MIXED
(fiction|false) (and|) (truth|true) * -> MIXED
(truth|true) (and|but|) (misleading|inaccurate details|unproven) * -> MIXED
(truth|true) (and|but|) (disputed|exaggerated|incomplete) * -> MIXED
(once|previously|) (truth|true) (and|but|) (now|) (outdated|resolved|ended) -> OTHER
(once|previously|) (truth|true) (and|but|) (now|) (found|expired|over) -> OTHER
previously (truth|true) * -> OTHER
(truth|true) (and|) (pending|investigation pending|pending investigation) -> OTHER
(outdated) false -> FALSE
(four|three|two|all|both) (claims|of these|) (are|) true -> TRUE
* (1|one) false (1|one) (mixture|true) * -> MIXED
half of the claims are true * -> MIXED
fact in some circumstances fiction in others -> MIXED
(true|correct|accurate|right|yes) (but|yet) * -> MIXED
(false|fiction|fake|untrue) (but|yet) (partly|some truth) * -> MIXED
false headline (but|) * -> FALSE

# --- Shades ------------------------------------------------------------------------------
(mostly|largely|mainly|nearly) (true|truth|correct|accurate|right) * -> TRUE
(almost|essentially|basically) (true|truth|correct|accurate|right) * -> TRUE
(mostly|largely|mainly|nearly) (factual|legit|valid|supported) * -> TRUE
(almost|essentially|basically) (factual|legit|valid|supported) * -> TRUE
(likely|probably|very likely) (true|truth|correct|accurate|right) * -> TRUE
(substantially|generally) (true|truth|correct|accurate|right) * -> TRUE
(likely|probably|very likely|substantially|generally) (factual|legit|valid|supported) * -> TRUE
(mostlytrue|mostlycorrect|mostlyaccurate) -> TRUE
(true|accurate) (as a whole|with (minor|some|) reservations|with consideration) * -> TRUE
(true|accurate) (as a whole|with (minor|some|) caveats|with consideration) * -> TRUE
correct (as a whole|with (minor|some|) (reservations|caveats)|with consideration) * -> TRUE
(mostly|largely|mainly|nearly) (false|fiction|incorrect|inaccurate|wrong) * -> FALSE
(almost|essentially|basically) (false|fiction|incorrect|inaccurate|wrong) * -> FALSE
(mostly|largely|mainly|nearly) (untrue|fake|rubbish|baloney|hoax|not true) * -> FALSE
(almost|essentially|basically) (untrue|fake|rubbish|baloney|hoax|not true) * -> FALSE
(likely|probably|very likely) (false|fiction|incorrect|inaccurate|wrong) * -> FALSE
(substantially|generally) (false|fiction|incorrect|inaccurate|wrong) * -> FALSE
(likely|probably|very likely) (untrue|fake|rubbish|baloney|hoax|not true) * -> FALSE
(substantially|generally) (untrue|fake|rubbish|baloney|hoax|not true) * -> FALSE
(mostlyfalse|mostlyincorrect) -> FALSE
(somewhat|partly|partially|half|part) (true|truth|false|correct|incorrect) * -> MIXED
(somewhat|partly|partially|half|part) (accurate|inaccurate) * -> MIXED
(semi|sort of|kind of|only partly) (true|truth|false|correct|incorrect) * -> MIXED
(semi|sort of|kind of|only partly) (accurate|inaccurate) * -> MIXED
(somewhat|partly|partially|half|part) (right|wrong|factual|fiction) * -> MIXED
(somewhat|partly|partially|half|part) (supported|legit|misleading) * -> MIXED
(semi|sort of|kind of|only partly) (right|wrong|factual|fiction) * -> MIXED
(semi|sort of|kind of|only partly) (supported|legit|misleading) * -> MIXED
(halftrue|halftruth|partlytrue|partlyfalse|partiallytrue|partiallyfalse) * -> MIXED
partlytrue withspin -> MIXED
half (truths|a truth) -> MIXED
imagesareauthentic thestorynotsomuch -> MIXED
(barely|hardly|scarcely) (true|truth|accurate) * -> FALSE
(more|mixed) (complicated|complex) * -> MIXED
(fairly|quite|pretty|reasonably|broadly|roughly|about) (true|accurate|correct|right) * -> TRUE

# --- Not, un-, no ----------------------------------------------------------------------
(not|isn't|is not|wasn't|never) (quite|entirely|exactly) (true|correct|accurate) * -> MIXED
(not|isn't|is not|wasn't|never) (quite|entirely|exactly) (right|so) * -> MIXED
(not|isn't|is not|wasn't|never) (completely|fully) (true|correct|accurate|right|so) * -> MIXED
(nowhere near|far from) (quite|entirely|exactly) (true|correct|accurate|right|so) * -> MIXED
(nowhere near|far from) (completely|fully) (true|correct|accurate|right|so) * -> MIXED
(not|isn't|is not|wasn't|never) (wholly|totally|altogether) (true|correct|accurate) * -> MIXED
(not|isn't|is not|wasn't|never) (wholly|totally|altogether) (right|so) * -> MIXED
(not|isn't|is not|wasn't|never) strictly (true|correct|accurate|right|so) * -> MIXED
(nowhere near|far from) (wholly|totally|altogether) (true|correct|accurate|right|so) * -> MIXED
(nowhere near|far from) strictly (true|correct|accurate|right|so) * -> MIXED
(not|isn't|is not|wasn't|never|nowhere near) (true|correct|accurate|right) * -> FALSE
(not|isn't|is not|wasn't|never|nowhere near) (so|real|authentic|legit) * -> FALSE
(far from|definitely not|simply not|just not) (true|correct|accurate|right) * -> FALSE
(far from|definitely not|simply not|just not) (so|real|authentic|legit) * -> FALSE
(not|isn't|is not|wasn't|never|nowhere near) (genuine|factual|valid|him) * -> FALSE
(not|isn't|is not|wasn't|never|nowhere near) (her|a fact|possible) * -> FALSE
(far from|definitely not|simply not|just not) (genuine|factual|valid|him) * -> FALSE
(far from|definitely not|simply not|just not) (her|a fact|possible) * -> FALSE
(not|isn't|is not) (quite|exactly|quite so|entirely) -> MIXED
(not|isn't|is not) likely -> FALSE
(not|isn't|is not) (proven|proved|verified|confirmed|verifiable|known) * -> OTHER
(not|isn't|is not) (rated|yet rated|clear|supported|substantiated) * -> OTHER
(never|did not|didn't|doesn't) (happened|happen|exist|say that|say this) -> FALSE
not (the|) (whole|full|complete|entire) (story|picture|truth) * -> MIXED
notthewholestory -> MIXED
(no|not) (false|wrong|incorrect|fake|a hoax) * -> OTHER
(no|without) (clear|credible|hard|scientific|sufficient|any|) (evidence|proof) * -> OTHER
(noevidence|nonevidence) -> OTHER
no scientific (basis|foundation) * -> FALSE
noscientificbasis -> FALSE
no (basis|foundation|truth) (in|to) * -> FALSE
there is no (clear|credible|scientific|hard|) (evidence|proof) * -> OTHER
(unproven|unproved|unverified|unverifiable|unsubstantiated|unsupported) * -> OTHER
(unconfirmed|undetermined|unknown|unclear|uncertain|unobservable) * -> OTHER
(unresolved|unrated|inconclusive|insufficient|plausible|possible) * -> OTHER
(ambiguous|anecdotal|debatable|disputed|contested) * -> OTHER
(lacks|lack of|lacking|insufficient|little) (evidence|proof) * -> OTHER
(this|it|) lacks (supporting|) evidence * -> OTHER
in dispute -> OTHER

# --- Satire, opinion, promises, pending --------------------------------------------------
(originated as|labeled|labelled) (satire|satirical|parody|joke|humor|humour|spoof) * -> OTHER
(liberal|conservative|) (satire|satirical|parody|joke|humor|humour|spoof) * -> OTHER
(it's|its|it is|) a joke -> OTHER
(statirical|satirical) reports -> OTHER
(opinion|commentary|editorial|prediction) * -> OTHER
promise (kept|broken|delayed|unfulfilled|fulfilled|in progress|) -> OTHER
(compromise|stalled|in the works|not yet rated|launched|delivered) -> OTHER
(full|half|no|) (flip|flop|flip flop) -> OTHER
change of opinion * -> OTHER
(pending|under|ongoing|in) (investigation|review|progress|research) * -> OTHER
(investigation|investigating|research) (pending|in progress|) -> OTHER
(call to review|withholding judgement|withholding judgment) -> OTHER
(other|none|n a|verdict|unrated) -> OTHER
hard to (categorise|categorize) -> OTHER
(legend|urban legend|folklore|glurge|outdated|scam|phishing|phishing scam|virus|trolling) -> OTHER
(grass roots movement|facebook scams|unsubstantiated messages|resolved|recall) -> OTHER
(legend|urban legend|folklore|glurge|outdated|scam|phishing|phishing scam|virus|trolling) -> OTHER
(grass roots effort|facebook scams|unsubstantiated messages|resolved|recall) -> OTHER

# --- Missing context -----------------------------------------------------------------------
(this|it|) (missing|lacks|lacking|needs) (more|some|important|key|additional|) context * -> OTHER
(this|it|) (need|requires|without|out of) (more|some|important|key|additional|) context * -> OTHER
(outofcontext|decontextualized|decontextualised|lackscontext|missingcontext) -> OTHER

# --- Misleading ----------------------------------------------------------------------------
(misleading|deceptive) (and|or|) (false|inaccurate|incorrect|wrong|fake) * -> FALSE
(false|inaccurate|incorrect|wrong|fake) (and|or|) (misleading|deceptive) * -> FALSE
(misleading|milseading|mislead|misleads|deceptive|distorts|distorted|distortion) * -> MIXED
(spins|spin|spun|exaggerates|exaggerated|exaggeration|exag|overblown) * -> MIXED
(overstated|overstates|understated|understates|inflated|cherrypicks) * -> MIXED
(imprecise|slanted|selective|simplistic|oversimplified|incomplete) * -> MIXED
(cherry) (picks|picking|picked) * -> MIXED
(a bit of|) (a stretch|stretching the truth|spin) -> MIXED
flawed reasoning -> MIXED
(bad|wrong|flawed|incorrect) (numbers|stats|statistics|math|maths|science|figures) * -> FALSE
(bad|wrong|flawed|incorrect) (date|photo|video|picture|image|context) * -> FALSE
yes (but|however|and) * -> MIXED
(mixture|mixed|in between|inbetween|some truth|half and half) * -> MIXED
(mixed|mixture) (bag|verdict|evidence) -> MIXED
(some|somewhat) baloney -> MIXED
yellow light -> MIXED
(two|2) (pinocchios|pinnochios|pinocchio) -> MIXED

# --- False ------------------------------------------------------------------------------------
(false|fasle|flase|falsr|untrue|fiction|fake|hoax|incorrect|inaccurate|wrong) * -> FALSE
(bogus|fabricated|fabrication|debunked|baseless|unfounded|groundless) * -> FALSE
(myth|rubbish|nonsense|lie|lies|farcical|ridiculously wrong|rumor) * -> FALSE
(rumour|misrepresented|misrepresentation|pseudoscience|quackery) * -> FALSE
(pants on fire|liar liar) * -> FALSE
a (hoax|myth|lie|fake|fabrication) * -> FALSE
(all|these|both|five|four|three|two) (claims|of these|) (are|) false -> FALSE
(three|four|3|4) (pinocchios|pinnochios|pinocchio) -> FALSE
bottomless pinocchio * -> FALSE
huckster propaganda -> FALSE
(a lot of|full of|full|lots of|a load of) (baloney|rubbish|nonsense) -> FALSE
(miscaptioned|misattributed|misidentified|misquoted|misquote|misreported|mistranslated) * -> FALSE
(incorrect|incorrectly|inaccurate) (attribution|attributed|author|authorship|captioned) -> FALSE
(false|wrong|wrongly|mis) (attribution|attributed|author|authorship|captioned) -> FALSE
(altered|doctored|edited|manipulated) (photo|image|picture|video|audio|tweet|quote|) -> FALSE
(photoshop|photoshopped|morphed) (photo|image|picture|video|audio|tweet|quote|) -> FALSE
(digitally altered|digitally morphed) (photo|image|picture|video|audio|tweet|quote|) -> FALSE
(deepfake|staged|mangled) (photo|image|picture|video|audio|tweet|quote|) -> FALSE
old and misleading -> MIXED
old -> FALSE
old of * -> FALSE
(old|unrelated|different|wrong) (photo|photos|image|picture|video|clip|footage) -> FALSE
in the red -> FALSE
red light -> FALSE
https * false png -> FALSE

# --- True --------------------------------------------------------------------------------------
(a little|little) baloney -> TRUE
no baloney -> TRUE
in the green -> TRUE
green light -> TRUE
in the ballpark -> TRUE
(one|1) (pinocchio|pinnochio|pinocchios) -> TRUE
(zero|no) pinocchios -> TRUE
geppetto checkmark -> TRUE
(truth|true) (messages|story|) -> TRUE
(true|accurate|correct) * -> TRUE
(truth|fact|factual|verified|confirmed|legit|legitimate) -> TRUE
(authentic|genuine|right|real|valid) -> TRUE
(yes|supported|well supported|fair call|fair|checks out|spot on|proven|it's true|its true) -> TRUE
(correct|confirmed|accurate) (attribution|authorship|quote) -> TRUE
(attribution|authorship) confirmed -> TRUE
(conservative estimate|more or less true|more like true estimates) -> TRUE

# --- Sentences that end in a verdict ---------------------------------------------------------
the claim that * (is|was|are) (false|fake|incorrect|inaccurate|wrong) -> FALSE
the claim that * (is|was|are) (untrue|not true|baseless|a hoax) -> FALSE
the claim that * (is|was|are) (mostly|largely) (false|inaccurate) -> FALSE
the claim that * (is|was|are) (misleading|exaggerated|partly false|partly true) -> MIXED
the claim that * (is|was|are) (partially true|partially false|half true) -> MIXED
the claim that * (is|was|are) (true|correct|accurate) -> TRUE
the claim that * (is|was|are) (unproven|unsubstantiated|unverified|unsupported) -> OTHER
the claim that * is (false|fake|misleading and false) (although|as|because|since|and) * -> FALSE
the claim that * is misleading (although|as|because|since|and) * -> MIXED
* we rate (this|the|that) claim (as|as being|to be|) (mostly false|false|fake) * -> FALSE
* we rate (his|her|their) claim (as|as being|to be|) (mostly false|false|fake) * -> FALSE
* we rate (this|the|that|his|her|their) claim (as|as being|to be|) misleading and false * -> FALSE
* we rate (this|the|that) claim (as|as being|to be|) (half true|misleading) * -> MIXED
* we rate (his|her|their) claim (as|as being|to be|) (half true|misleading) * -> MIXED
* we rate (this|the|that|his|her|their) claim (as|as being|to be|) mixture * -> MIXED
* we rate (this|the|that) claim (as|as being|to be|) (partly true|partly false) * -> MIXED
* we rate (his|her|their) claim (as|as being|to be|) (partly true|partly false) * -> MIXED
* we rate (this|the|that|his|her|their) claim (as|as being|to be|) (mostly true|true) * -> TRUE
* (claim|claims) (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* post (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus|clearly) not true -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* (posts|message) (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus|clearly) not true -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus) (a hoax|bogus) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly (a hoax|bogus) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus) (a hoax|bogus) -> FALSE
* (posts|message) (in question|) (is|are|was|were) clearly (a hoax|bogus) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) completely (false|fake|untrue) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (totally|) (false|fake|untrue) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* (posts|message) (in question|) (is|are|was|were) completely (false|fake|untrue) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (totally|) (false|fake|untrue) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) completely (a hoax|bogus) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (totally|) (a hoax|bogus) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* image (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus) not true -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly not true -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus|clearly) not true -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus) (a hoax|bogus) -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly (a hoax|bogus) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus|clearly) (a hoax|bogus) -> FALSE
* (picture|photo) (in question|) (is|are|was|were) completely (false|fake|untrue) -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (totally|) (false|fake|untrue) -> FALSE
* image (in question|) (is|are|was|were) (completely|totally|) (false|fake|untrue) -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* (video|tweet) (in question|) (is|are|was|were) completely (false|fake|untrue) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (totally|) (false|fake|untrue) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* image (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* (claim|claims) (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* post (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly (morphed|doctored) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus) photoshopped -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly photoshopped -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* (posts|message) (in question|) (is|are|was|were) clearly (morphed|doctored) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus|clearly) photoshopped -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) completely (morphed|doctored) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (totally|) (morphed|doctored) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* (posts|message) (in question|) (is|are|was|were) completely (morphed|doctored) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (totally|) (morphed|doctored) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* image (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly (morphed|doctored) -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus) photoshopped -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly photoshopped -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) clearly (morphed|doctored) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus|clearly) photoshopped -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* (picture|photo) (in question|) (is|are|was|were) completely (morphed|doctored) -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (totally|) (morphed|doctored) -> FALSE
* image (in question|) (is|are|was|were) (completely|totally|) (morphed|doctored) -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* image (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) (morphed|doctored) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* (letter|document) (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus|clearly) not true -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* screenshot (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) not true -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus) (a hoax|bogus) -> FALSE
* (letter|document) (in question|) (is|are|was|were) clearly (a hoax|bogus) -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) (a hoax|bogus) -> FALSE
* (letter|document) (in question|) (is|are|was|were) completely (false|fake|untrue) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (totally|) (false|fake|untrue) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) (false|fake|untrue) -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* (headline|news) (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus|clearly) not true -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus) (false|fake|untrue) -> FALSE
* (report|story) (in question|) (is|are|was|were) clearly (false|fake|untrue) -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus|clearly) not true -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus) (a hoax|bogus) -> FALSE
* (headline|news) (in question|) (is|are|was|were) clearly (a hoax|bogus) -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus|clearly) (a hoax|bogus) -> FALSE
* (headline|news) (in question|) (is|are|was|were) completely (false|fake|untrue) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (totally|) (false|fake|untrue) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* (report|story) (in question|) (is|are|was|were) completely (false|fake|untrue) -> FALSE
* (report|story) (in question|) (is|are|was|were) (totally|) (false|fake|untrue) -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) not true -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) (a hoax|bogus) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* (letter|document) (in question|) (is|are|was|were) clearly (morphed|doctored) -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) (morphed|doctored) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus) photoshopped -> FALSE
* (letter|document) (in question|) (is|are|was|were) clearly photoshopped -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) photoshopped -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* (letter|document) (in question|) (is|are|was|were) completely (morphed|doctored) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (totally|) (morphed|doctored) -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) (morphed|doctored) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* (headline|news) (in question|) (is|are|was|were) clearly (morphed|doctored) -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus) (morphed|doctored) -> FALSE
* (report|story) (in question|) (is|are|was|were) clearly (morphed|doctored) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus|clearly) photoshopped -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus|clearly) photoshopped -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus|clearly) edited -> FALSE
* (headline|news) (in question|) (is|are|was|were) completely (morphed|doctored) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (totally|) (morphed|doctored) -> FALSE
* (report|story) (in question|) (is|are|was|were) completely (morphed|doctored) -> FALSE
* (report|story) (in question|) (is|are|was|were) (totally|) (morphed|doctored) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) photoshopped -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) edited -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly digitally altered -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* (posts|message) (in question|) (is|are|was|were) clearly digitally altered -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus) manipulated -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly manipulated -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus|clearly) manipulated -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) completely digitally altered -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (totally|) digitally altered -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* (posts|message) (in question|) (is|are|was|were) completely digitally altered -> FALSE
* (posts|message) (in question|) (is|are|was|were) (totally|) digitally altered -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* image (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly digitally altered -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* (video|tweet) (in question|) (is|are|was|were) clearly digitally altered -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus) manipulated -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly manipulated -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus|clearly) manipulated -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* (picture|photo) (in question|) (is|are|was|were) completely digitally altered -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (totally|) digitally altered -> FALSE
* image (in question|) (is|are|was|were) (completely|totally|) digitally altered -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) digitally altered -> FALSE
* (picture|photo) (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* image (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus) fabricated -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus) incorrect -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (therefore|thus) inaccurate -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) clearly inaccurate -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus) fabricated -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus) incorrect -> FALSE
* (posts|message) (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* (posts|message) (in question|) (is|are|was|were) (therefore|thus|clearly) inaccurate -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* (claim|claims|post) (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* (posts|message) (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus) fabricated -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus) incorrect -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (therefore|thus) inaccurate -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) clearly inaccurate -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus) (fabricated|incorrect) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (therefore|thus|clearly) inaccurate -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* (picture|photo|image) (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* (video|tweet) (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* (letter|document) (in question|) (is|are|was|were) clearly digitally altered -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) digitally altered -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus|clearly) manipulated -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) manipulated -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* (letter|document) (in question|) (is|are|was|were) completely digitally altered -> FALSE
* (letter|document) (in question|) (is|are|was|were) (totally|) digitally altered -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) digitally altered -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* (headline|news) (in question|) (is|are|was|were) clearly digitally altered -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus|clearly) altered -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus) digitally altered -> FALSE
* (report|story) (in question|) (is|are|was|were) clearly digitally altered -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus|clearly) manipulated -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus|clearly) manipulated -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* (headline|news) (in question|) (is|are|was|were) completely digitally altered -> FALSE
* (headline|news) (in question|) (is|are|was|were) (totally|) digitally altered -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) altered -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) digitally altered -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) manipulated -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus) fabricated -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus) incorrect -> FALSE
* (letter|document) (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus) (fabricated|incorrect) -> FALSE
* screenshot (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* (letter|document) (in question|) (is|are|was|were) (therefore|thus|clearly) inaccurate -> FALSE
* screenshot (in question|) (is|are|was|were) (therefore|thus|clearly) inaccurate -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* (letter|document) (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* screenshot (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus) fabricated -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus) incorrect -> FALSE
* (headline|news) (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus) (fabricated|incorrect) -> FALSE
* (report|story) (in question|) (is|are|was|were) clearly (fabricated|incorrect) -> FALSE
* (headline|news) (in question|) (is|are|was|were) (therefore|thus|clearly) inaccurate -> FALSE
* (report|story) (in question|) (is|are|was|were) (therefore|thus|clearly) inaccurate -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) fabricated -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) incorrect -> FALSE
* (headline|news) (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* (report|story) (in question|) (is|are|was|were) (completely|totally|) inaccurate -> FALSE
* (claim|claims|post|posts) (is|are|was|were) (therefore|thus|clearly|) misleading -> MIXED
* (message|picture) (is|are|was|were) (therefore|thus|clearly|) misleading -> MIXED
* (photo|image|video|headline) (is|are|was|were) (therefore|thus|clearly|) misleading -> MIXED
* (report|story) (is|are|was|were) (therefore|thus|clearly|) misleading -> MIXED
* (claim|claims|post|posts|message) is (therefore|thus|) (true|correct|accurate) -> TRUE
* (information|statement) is (therefore|thus|) (true|correct|accurate) -> TRUE
(this|it) (claim|) (isn't|is not|wasn't|was not) (true|correct|accurate|right|the case) * -> FALSE
(this|it) (claim|) is (true|correct|accurate) * -> TRUE

# --- Other languages ----------------------------------------------------------------------------
# Words that mean the same wherever they occur need no language; [xx] marks those that do not.
[fr] lead c'est
# Arabic
(صحيح جزئيا|صحيح جزئيًا|زائف جزئيا|زائف جزئيًا|خطأ جزئيا|خاطئ جزئيا|نصف الحقيقة) * -> MIXED
(نصف حقيقة|حقيقة جزئية|مضلل|مضللة|تضليل|عنوان مضلل|مبالغ فيه|محرف) * -> MIXED
(غير صحيح|غير صحيحة|ليس صحيحا|ليس صحيحًا|خطأ|خاطئ|خاطئة|زائف|زائفة|كاذب|كاذبة) * -> FALSE
(كذب|مفبرك|مفبركة|مزيف|مزيفة|مزور|مزورة|ملفق|إشاعة|شائعة|اشاعة|خرافة|احتيال) * -> FALSE
(غير مثبت|غير مؤكد|لا دليل|بدون دليل|غير قابل للتحقق) * -> OTHER
(ساخر|سخرية|رأي|سياق ناقص|خارج السياق|خارج سياقه) * -> OTHER
(صحيح|صحيحة|حقيقي|حقيقة|حقيقية|صحيح غالبا|صحيح في الغالب|صح) -> TRUE
# French
(plutôt|presque|globalement|majoritairement) (vrai|exact|juste) * -> TRUE
(plutôt|presque|globalement|majoritairement|complètement|totalement) (faux|inexact) * -> FALSE
(partiellement|en partie|à moitié|moitié) (vrai|faux|exact|inexact) * -> MIXED
(vrai|c'est vrai) mais * -> MIXED
(trompeur|trompeuse|exagéré|exagérée|à nuancer|imprécis|plus compliqué) * -> MIXED
(c'est plus compliqué|détourné|détournée|mélangé|mixte) * -> MIXED
(faux|fausse|intox|inexact|infondé|infondée|mensonger) * -> FALSE
(canular|fabriqué|truqué|montage|pas vrai|démenti|hoax) * -> FALSE
(non prouvé|non vérifié|invérifiable|sans preuve|preuves insuffisantes|hors contexte) * -> OTHER
(manque de contexte|contexte manquant|satire|parodie|détournement) * -> OTHER
(vrai|vraie|exact|exacte|correct) -> TRUE
# Spanish
(mayormente|mayoritariamente|casi|en su mayor parte) (verdadero|verdad|cierto|correcto) * -> TRUE
(mayormente|mayoritariamente|casi) (falso|falsa|incorrecto) * -> FALSE
(en su mayor parte|completamente) (falso|falsa|incorrecto) * -> FALSE
(parcialmente|en parte|medio) (verdadero|cierto|falso|falsa|correcto) * -> MIXED
(verdad a medias|media verdad|medias verdades|verdadero pero) * -> MIXED
(cierto pero|verdad pero|engañoso|engañosa) * -> MIXED
(exagerado|exagerada|impreciso|imprecisa|discutible|apresurado|mixto|mezcla|manipulado) * -> MIXED
(falso|falsa|falsedad|mentira|bulo|incorrecto|insostenible|infundado) * -> FALSE
(no es cierto|no es verdad|no verdadero|inexacto|fraude|montaje) * -> FALSE
(sin pruebas|sin evidencia|no hay pruebas|no hay evidencia|no comprobado|no verificado) * -> OTHER
(no verificable|inchequeable|sin contexto|falta contexto|fuera de contexto|sátira) * -> OTHER
(verdadero|verdadera|verdad|cierto|correcto) -> TRUE
# Portuguese
(majoritariamente|maioritariamente|praticamente|quase) (verdadeiro|correto|certo) * -> TRUE
(majoritariamente|maioritariamente|praticamente) (falso|errado) * -> FALSE
(parcialmente|em parte|meio) (verdadeiro|falso|falsa|correto|errado) * -> MIXED
(meia verdade|verdadeiro mas|enganoso|enganosa|distorcido|distorcida) * -> MIXED
(impreciso|imprecisa|exagerado|exagerada|contraditório|subestimado) * -> MIXED
(falso|falsa|boato|errado|errada|insustentável|mentira) * -> FALSE
(não é verdade|não é bem assim|montagem|manipulado) * -> FALSE
(sem contexto|falta contexto|fora de contexto|não comprovado|sem provas|sem evidências) * -> OTHER
(inconclusivo|sátira|ainda é cedo para dizer|de olho|impossível provar) * -> OTHER
(verdadeiro|verdadeira|verdade|certo|correto|fato|comprovado) -> TRUE
# German
(größtenteils|grösstenteils|überwiegend|weitgehend|eher|fast) (richtig|wahr|korrekt) * -> TRUE
(größtenteils|grösstenteils|überwiegend|weitgehend|eher|völlig) (falsch|unwahr) * -> FALSE
(teilweise|teils|halb|zum teil) (richtig|wahr|falsch|korrekt) * -> MIXED
(halbwahrheit|irreführend|übertrieben|verzerrt|ungenau|gemischt|missverständlich) * -> MIXED
(falsch|unwahr|frei erfunden|erfunden|manipuliert|gefälscht) * -> FALSE
(fälschung|falscher|unsinn|nicht wahr|nicht richtig|lüge) * -> FALSE
(unbelegt|nicht belegt|unbewiesen|nicht überprüfbar|fehlender kontext) * -> OTHER
(aus dem kontext|aus dem zusammenhang|satire|ohne beleg|ohne belege) * -> OTHER
(richtig|wahr|korrekt|stimmt) -> TRUE
# Italian
(quasi|perlopiù|in gran parte|c'eri quasi) (vero|corretto|) -> TRUE
(perlopiù|in gran parte|quasi del tutto) falso * -> FALSE
(parzialmente|in parte) (vero|falso) * -> MIXED
(mezza verità|fuorviante|ingannevole|esagerato|impreciso|ni|nì|manipolato) * -> MIXED
(falso|falsa|bufala|panzana pazzesca|pinocchio andante|infondato|notizia falsa) * -> FALSE
(non verificabile|senza prove|non provato|contesto mancante|fuori contesto|satira) * -> OTHER
(vero|vera|verità|corretto) -> TRUE
# Dutch
(grotendeels|overwegend) (waar|juist) * -> TRUE
(grotendeels|overwegend) (onwaar|onjuist) * -> FALSE
(gedeeltelijk|deels|half) (waar|onwaar|juist|onjuist) * -> MIXED
(misleidend|overdreven) * -> MIXED
(onwaar|onjuist|vals|nep|verzonnen|niet waar) * -> FALSE
(ongefundeerd|onbewezen|niet te controleren|context ontbreekt) * -> OTHER
(waar|juist) -> TRUE
# Turkish
(kısmen doğru|kısmen yanlış|karma|yanıltıcı) * -> MIXED
(yanlış|sahte|asılsız) * -> FALSE
(belirsiz|kanıtlanmamış|hiciv) * -> OTHER
doğru -> TRUE
# Polish
(częściowo prawda|częściowo fałsz|manipulacja|wprowadza w błąd|półprawda) * -> MIXED
(fałsz|nieprawda|fałszywy|fałszywa) * -> FALSE
(nieweryfikowalne|brak kontekstu|satyra) * -> OTHER
prawda -> TRUE
# Hindi
(आधा सच|आंशिक सच|भ्रामक|गुमराह) * -> MIXED
(झूठ|झूठा|झूठी|गलत|ग़लत|फर्जी|फ़र्ज़ी|असत्य) * -> FALSE
(सच|सही|सत्य) -> TRUE
# Indonesian and Malay
(sebagian benar|sebagian salah|menyesatkan|separuh benar) * -> MIXED
(salah|hoaks|keliru|tidak benar|palsu) * -> FALSE
(belum terbukti|tanpa konteks|satire) * -> OTHER
(benar|betul|fakta) -> TRUE
# Russian and Ukrainian
(полуправда|манипуляция|маніпуляція|искажение|преувеличение|напівправда) * -> MIXED
(неправда|ложь|фейк|ложно|неверно|брехня|хибно) * -> FALSE
(не доказано|нет доказательств|без контекста|сатира) * -> OTHER
правда -> TRUE

# --- Grades -------------------------------------------------------------------------------------
(a|b) -> TRUE
c -> MIXED
(d|f) -> FALSE
)rules";
  return kRules.substr(1);
}

}  // namespace factcheck::domain
