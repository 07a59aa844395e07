package endpoint

// The platform itself is in trouble.
const (
	ErrSystemBusy Code = -1 // the platform is busy; the call may be repeated
)

// A value of the request is wrong.
const (
	ErrInvalidCredential         Code = 40001 // AppSecret wrong, or access_token invalid, replaced or another account's
	ErrInvalidGrantType          Code = 40002 // grant_type not the one the call expects
	ErrInvalidOpenID             Code = 40003 // openid malformed, or another account's
	ErrInvalidMediaType          Code = 40004 // type parameter not a media type
	ErrInvalidFileType           Code = 40005 // file format not accepted
	ErrInvalidMediaSize          Code = 40006 // file empty or too large
	ErrInvalidMediaID            Code = 40007 // media_id unknown, deleted or past its 3 days
	ErrInvalidMessageType        Code = 40008 // msgtype not one the call can send
	ErrInvalidImageSize          Code = 40009 // image too large
	ErrInvalidVoiceSize          Code = 40010 // voice over 2 MB or 60 s
	ErrInvalidVideoSize          Code = 40011 // video over 10 MB
	ErrInvalidThumbSize          Code = 40012 // thumbnail over 64 KB
	ErrInvalidAppID              Code = 40013 // AppID wrong
	ErrInvalidAccessToken        Code = 40014 // access_token malformed or cut short
	ErrInvalidMenuType           Code = 40015 // menu type unknown
	ErrInvalidButtonCount        Code = 40016 // number of first-level menu buttons not 1 to 3
	ErrInvalidButtonType         Code = 40017 // unknown type of a menu button
	ErrInvalidButtonNameSize     Code = 40018 // name of a first-level button empty or over 16 bytes
	ErrInvalidButtonKeySize      Code = 40019 // key of a button empty or over 128 bytes
	ErrInvalidButtonURLSize      Code = 40020 // url of a button empty or over 1,024 bytes
	ErrInvalidMenuVersion        Code = 40021 // unknown menu version
	ErrInvalidSubButtonLevel     Code = 40022 // menu nested too deeply
	ErrInvalidSubButtonCount     Code = 40023 // more than 5 sub buttons, or none
	ErrInvalidSubButtonType      Code = 40024 // unknown type of a sub button
	ErrInvalidSubButtonNameSize  Code = 40025 // name of a sub button empty or over 60 bytes
	ErrInvalidSubButtonKeySize   Code = 40026 // key of a sub button empty or over 128 bytes
	ErrInvalidSubButtonURLSize   Code = 40027 // url of a sub button empty or over 1,024 bytes
	ErrInvalidMenuUser           Code = 40028 // user of the menu API not valid
	ErrInvalidCode               Code = 40029 // login code wrong, altered or older than 5 minutes
	ErrInvalidRefreshToken       Code = 40030 // web-login refresh_token wrong
	ErrInvalidOpenIDList         Code = 40031 // list of openids not valid
	ErrInvalidOpenIDListSize     Code = 40032 // list of openids empty or too long
	ErrInvalidCharset            Code = 40033 // body contains \uXXXX escapes
	ErrInvalidParameter          Code = 40035 // parameter missing or wrong
	ErrInvalidTemplateIDSize     Code = 40036 // template_id length wrong
	ErrInvalidTemplateID         Code = 40037 // template_id unknown to this account
	ErrInvalidRequestFormat      Code = 40038 // body not in the expected form
	ErrInvalidURLSize            Code = 40039 // URL empty or too long
	ErrInvalidURLDomain          Code = 40048 // host of the URL not allowed
	ErrInvalidGroupID            Code = 40050 // unknown group or tag id
	ErrInvalidGroupName          Code = 40051 // group name empty, too long or refused
	ErrInvalidActionName         Code = 40052 // action_name of a QR code unknown
	ErrInvalidActionInfo         Code = 40053 // action_info of a QR code wrong
	ErrInvalidButtonURLDomain    Code = 40054 // host of a menu button's url not allowed
	ErrInvalidSubButtonURLDomain Code = 40055 // host of a sub button's url not allowed
	ErrInvalidTabbarNameSize     Code = 40058 // documented for a wrong article index as well
	ErrInvalidMsgID              Code = 40059 // msg_id not that of a mass message
	ErrInvalidArticleIndex       Code = 40060 // article_idx wrong when deleting
	ErrArticleState              Code = 40065 // the article's state does not allow deletion
	ErrInvalidURL                Code = 40066 // url malformed or unknown
	ErrInvalidCardID             Code = 40073 // card_id unknown or another account's
	ErrInvalidCardStatus         Code = 40078 // the card's state does not allow this
	ErrInvalidRemark             Code = 40092 // remark of a follower refused
	ErrInvalidArgs               Code = 40097 // parameter missing or wrong
	ErrUnsupportedFileType       Code = 40113 // kind of file not taken by the call
	ErrInvalidIndex              Code = 40114 // article index out of range
	ErrIllegalGroupName          Code = 40117 // group name refused
	ErrInvalidMediaIDSize        Code = 40118 // media_id cut short or too long
	ErrButtonTypeMismatch        Code = 40119 // menu button type wrong
	ErrSubButtonTypeMismatch     Code = 40120 // sub button type wrong
	ErrInvalidMediaIDType        Code = 40121 // media_id of another kind than needed
	ErrInvalidAppSecret          Code = 40125 // AppSecret wrong or reset
	ErrTooFewOpenIDs             Code = 40130 // a mass message by openid needs at least 2
	ErrInvalidUsername           Code = 40132 // WeChat ID unknown
	ErrInvalidImageFormat        Code = 40137 // image format not supported
	ErrMassTagNotExist           Code = 40152 // mass message: no such tag
	ErrForeignHomePage           Code = 40155 // link to another account's home page
	ErrCodeUsed                  Code = 40163 // login code already exchanged
	ErrIPNotWhitelisted          Code = 40164 // caller's address not in the IP whitelist
	ErrInvalidMiniProgramPath    Code = 40165 // mini program has no such page
	ErrInvalidMiniProgramAppID   Code = 40166 // mini program AppID wrong or not linked
	ErrInvalidAccountType        Code = 40200 // not for this kind of account
	ErrInvalidCheckURL           Code = 40201 // no callback URL to check
	ErrInvalidCheckAction        Code = 40202 // action not dns, ping or all
	ErrInvalidCheckOperator      Code = 40203 // check_operator unknown
	ErrArticleFlagged            Code = 40204 // an article held for copied or a rumour cannot be deleted
	ErrHighRiskUser              Code = 40226 // login refused: high-risk user
	ErrAppSecretFrozen           Code = 40243 // AppSecret frozen in the console
	ErrInvalidTemplateKeywords   Code = 40246 // keyword_name_list empty, or a keyword not in the template
	ErrTemplateLibraryClosed     Code = 40247 // template of the old industry library, which is closed
)

// Something is missing from the request.
const (
	ErrAccessTokenMissing      Code = 41001 // access_token missing
	ErrAppIDMissing            Code = 41002 // appid missing
	ErrRefreshTokenMissing     Code = 41003 // refresh_token missing
	ErrAppSecretMissing        Code = 41004 // secret missing
	ErrMediaDataMissing        Code = 41005 // upload has no file in it
	ErrMediaIDMissing          Code = 41006 // media_id missing
	ErrSubMenuMissing          Code = 41007 // no sub menu data
	ErrCodeMissing             Code = 41008 // login code missing
	ErrOpenIDMissing           Code = 41009 // openid missing
	ErrURLMissing              Code = 41010 // url missing
	ErrInvalidPage             Code = 41030 // page of the notice wrong
	ErrInvalidContentSourceURL Code = 41039 // content_source_url malformed or too long
)

// Something the request relies on has expired.
const (
	ErrAccessTokenExpired   Code = 42001 // access_token past its time
	ErrRefreshTokenExpired  Code = 42002 // web-login refresh_token past its 30 days
	ErrCodeExpired          Code = 42003 // login code past its 5 minutes
	ErrAuthorizationRevoked Code = 42007 // web tokens void since the user changed the password
	ErrMediaMessageExpired  Code = 42010 // the same media was sent to the user too often
)

// The request does not meet a condition of the call.
const (
	ErrRequireGET         Code = 43001 // must be GET
	ErrRequirePOST        Code = 43002 // must be POST
	ErrRequireHTTPS       Code = 43003 // must be HTTPS
	ErrRequireSubscribe   Code = 43004 // the receiver does not follow the account
	ErrRequireFriend      Code = 43005 // a friend relation is needed
	ErrRequireUnblacklist Code = 43019 // the receiver is in the blacklist
	ErrUserRefused        Code = 43101 // no subscription left, or the user refused
	ErrStoreUnauthorized  Code = 43104 // store mini program: no permission
	ErrSubscriptionBanned Code = 43107 // subscription notices banned for the account
	ErrTemplateBanned     Code = 43116 // template banned by the platform
)

// Something is empty, or the calls come too fast.
const (
	ErrEmptyMedia    Code = 44001 // uploaded file has no bytes
	ErrEmptyPostData Code = 44002 // POST body empty
	ErrEmptyNews     Code = 44003 // news without an article
	ErrEmptyContent  Code = 44004 // text message without text
	ErrTooFast       Code = 44990 // faster than 5 calls a second
)

// A size, a count or a quota is exceeded.
const (
	ErrMediaTooLarge            Code = 45001 // file too large for its media type
	ErrContentTooLong           Code = 45002 // text too long
	ErrTitleTooLong             Code = 45003 // title too long
	ErrDescriptionTooLong       Code = 45004 // description too long
	ErrURLTooLong               Code = 45005 // link too long
	ErrPicURLTooLong            Code = 45006 // picture link too long
	ErrPlayTimeTooLong          Code = 45007 // voice longer than allowed
	ErrTooManyArticles          Code = 45008 // more articles than allowed
	ErrAPIDailyQuota            Code = 45009 // daily quota of the API used up
	ErrMenuCountLimit           Code = 45010 // too many menus
	ErrAPIMinuteQuota           Code = 45011 // quota of the minute used up
	ErrOutOfResponseTime        Code = 45015 // outside the customer service window
	ErrSystemGroup              Code = 45016 // system groups cannot be changed
	ErrGroupNameTooLong         Code = 45017 // group name too long
	ErrTooManyGroups            Code = 45018 // too many groups
	ErrMassQuota                Code = 45028 // mass messages of the period used up
	ErrOutOfResponseCount       Code = 45047 // customer service messages over the count limit
	ErrTooManyTags              Code = 45056 // 100 tags at most
	ErrTagHasTooManyFans        Code = 45057 // tag has more than 100,000 followers
	ErrSystemTag                Code = 45058 // tags 0, 1 and 2 cannot be changed; or a personal account's menu links outside
	ErrTooManyTagsOnUser        Code = 45059 // 20 tags at most per user
	ErrMassAdvertising          Code = 45062 // an account that carries advertising cannot mass send by API
	ErrMenuMiniProgramNotLinked Code = 45064 // mini program in the menu not linked
	ErrClientMsgIDExists        Code = 45065 // this clientmsgid was sent before
	ErrClientMsgIDTooFast       Code = 45066 // clientmsgid repeated within a minute
	ErrClientMsgIDTooLong       Code = 45067 // clientmsgid over 32 bytes
	ErrInvalidCommand           Code = 45072 // command not Typing or CancelTyping
	ErrTypingNeedsContact       Code = 45080 // typing needs contact within the last 30 s
	ErrAlreadyTyping            Code = 45081 // typing state shown already
	ErrSpeedOutOfRange          Code = 45083 // speed not 0 to 4
	ErrSpeedMissing             Code = 45084 // speed missing
	ErrRefuseLimit              Code = 45110 // a quota, not explained by the documents
	ErrQRJumpPublishRefused     Code = 45112 // QR rule: publishing refused, not explained by the documents
	ErrCardMessageRetired       Code = 45113 // product and card messages can no longer be sent
	ErrInvalidTagName           Code = 45157 // tag name refused or taken
	ErrTagNameTooLong           Code = 45158 // tag name over 30 bytes
	ErrInvalidTagID             Code = 45159 // tagid unknown
	ErrInvalidMassMessageType   Code = 45162 // mass message: msgtype wrong
	ErrInvalidContent           Code = 45166 // content rejected
	ErrTaggingConflict          Code = 45169 // another call tags the same user at this moment
	ErrTaggingIncomplete        Code = 45171 // part of the users could not be tagged
)

// Something the request names does not exist.
const (
	ErrMediaNotExist       Code = 46001 // no such media
	ErrMenuVersionNotExist Code = 46002 // no such menu version
	ErrMenuNotExist        Code = 46003 // no menu made through the API
	ErrUserNotExist        Code = 46004 // no such user
)

// The data cannot be read.
const (
	ErrDataFormat          Code = 47001 // body not valid JSON or XML
	ErrInvalidTemplateData Code = 47003 // template value breaks the rule of its keyword
)

// The account may not do this.
const (
	ErrAPIUnauthorized         Code = 48001 // no permission for this API
	ErrUserBlocksMessages      Code = 48002 // user switched off messages
	ErrMassProtocolNotAgreed   Code = 48003 // terms of mass messages not accepted
	ErrAPIBanned               Code = 48004 // API banned for the account
	ErrMaterialInUse           Code = 48005 // material used by a reply or the menu
	ErrClearQuotaLimit         Code = 48006 // 10 quota clears of the month used up
	ErrMessageTypeUnauthorized Code = 48008 // no permission for this msgtype
	ErrDraftAutoSaved          Code = 48021 // mass message: draft was saved automatically
	ErrVideoByAPI              Code = 48022 // mass message: video uploaded by API
)

// The user, the account or the draft does not allow it.
const (
	ErrOpenIDMismatch        Code = 49003 // openid and access_token of different accounts
	ErrUserUnauthorized      Code = 50001 // user has not authorised this API
	ErrUserLimited           Code = 50002 // user or account restricted
	ErrTokenForbidden        Code = 50004 // access tokens forbidden for the account
	ErrUserUnsubscribed      Code = 50005 // user does not follow the account
	ErrAccountFrozen         Code = 50007 // account frozen
	ErrProductCardRestricted Code = 53404 // product card ability restricted
	ErrInvalidProductInfo    Code = 53405 // product_info wrong
	ErrProductCardNotOpened  Code = 53406 // product card ability not opened
	ErrDraftCheckFailed      Code = 53503 // draft did not pass the check
	ErrDraftNeedsConsole     Code = 53504 // draft needs a step of the console
	ErrDraftNotSaved         Code = 53505 // the draft has to be saved in the console first
	ErrInvalidArticleID      Code = 53600 // article_id not that of a published article
)

// Third-party platforms (第三方平台), and what they may do for the account.
const (
	ErrComponentIPNotRegistered Code = 61004 // third-party platform: caller's address not registered
	ErrComponentUnauthorized    Code = 61007 // third-party platform: permission set not granted; or no mini program linked
	ErrComponentUnconfirmed     Code = 61016 // third-party platform: API's category not confirmed
)

// Customer service, the older calls (多客服).
const (
	ErrLegacyKFSystem            Code = 61450 // older customer service: system error
	ErrLegacyKFInvalidParameter  Code = 61451 // older customer service: bad parameter
	ErrLegacyKFInvalidAccount    Code = 61452 // older customer service: no such account
	ErrLegacyKFAccountExists     Code = 61453 // older customer service: account exists
	ErrLegacyKFAccountTooLong    Code = 61454 // older customer service: account name over 10 characters
	ErrLegacyKFAccountCharacters Code = 61455 // older customer service: refused characters in the account name
	ErrLegacyKFTooManyAccounts   Code = 61456 // older customer service: too many accounts
	ErrLegacyKFInvalidAvatar     Code = 61457 // older customer service: avatar file type
	ErrLegacyKFSessionOccupied   Code = 61458 // older customer service: another agent serves the customer
	ErrLegacyKFNoSession         Code = 61459 // older customer service: no such session
)

// Statistics (datacube).
const (
	ErrDataCubeDateFormat Code = 61500 // statistics: date format wrong
	ErrDataCubeDateRange  Code = 61501 // statistics: date range wrong
	ErrDataCubeNotReady   Code = 61503 // statistics: data not ready
)

// Wi-Fi and shops.
const (
	ErrPOIInvalidParameter Code = 63001 // Wi-Fi and shops: bad parameter
)

// The migration of an account (账号迁移).
const (
	ErrInvalidMigrationAppID   Code = 63178 // account migration: from_appid wrong
	ErrMigrationOpenIDsMissing Code = 63182 // account migration: openid_list empty
	ErrNoMigration             Code = 63183 // account migration: none for this account
)

// Stores (门店).
const (
	ErrStoreNotExist     Code = 65115 // store: no such poi_id
	ErrStoreNotUpdatable Code = 65118 // store: its state does not allow a change
)

// Conditional menus (个性化菜单).
const (
	ErrConditionalMenuNotExist        Code = 65301 // conditional menu: no such menuid
	ErrConditionalMenuNoUser          Code = 65302 // conditional menu: no such user
	ErrConditionalMenuNoDefault       Code = 65303 // conditional menu: a default menu is needed first
	ErrConditionalMenuEmptyRule       Code = 65304 // conditional menu: matchrule empty
	ErrConditionalMenuCountLimit      Code = 65305 // conditional menu: too many
	ErrConditionalMenuUnsupported     Code = 65306 // conditional menu: not for this account
	ErrConditionalMenuEmpty           Code = 65307 // conditional menu: no buttons
	ErrConditionalMenuNoButtonType    Code = 65308 // conditional menu: button without type
	ErrConditionalMenuOff             Code = 65309 // conditional menu: switched off
	ErrConditionalMenuEmptyCountry    Code = 65310 // conditional menu: country empty
	ErrConditionalMenuEmptyProvince   Code = 65311 // conditional menu: province empty
	ErrConditionalMenuInvalidCountry  Code = 65312 // conditional menu: bad country
	ErrConditionalMenuInvalidProvince Code = 65313 // conditional menu: bad province
	ErrConditionalMenuInvalidCity     Code = 65314 // conditional menu: bad city
	ErrConditionalMenuTooManyDomains  Code = 65316 // conditional menu: links to more than 3 hosts
	ErrConditionalMenuInvalidURL      Code = 65317 // conditional menu: bad url
	ErrConditionalMenuPrivacyRule     Code = 65320 // conditional menu: rule names sex, area or language
)

// Customer service accounts, sessions and records (客服).
const (
	ErrKFNotEnabled       Code = 65400 // customer service: not enabled
	ErrKFInvalidAccount   Code = 65401 // customer service: no such account
	ErrKFAccountNotBound  Code = 65402 // customer service: account not bound
	ErrKFInvalidNickname  Code = 65403 // customer service: bad nickname
	ErrKFIllegalAccount   Code = 65404 // customer service: bad account name
	ErrKFTooManyAccounts  Code = 65405 // customer service: 100 accounts at most
	ErrKFAccountExists    Code = 65406 // customer service: account exists
	ErrKFAlreadyWorker    Code = 65407 // customer service: the user is an agent already
	ErrKFAlreadyInvited   Code = 65408 // customer service: the user is invited already
	ErrKFInvalidWeChatID  Code = 65409 // customer service: no such WeChat ID
	ErrKFWorkerBindLimit  Code = 65410 // customer service: the user is bound to too many accounts
	ErrKFInvitationExists Code = 65411 // customer service: the account has an open invitation
	ErrKFAccountBound     Code = 65412 // customer service: account is bound already
	ErrKFNoSession        Code = 65413 // customer service: no session with this customer
	ErrKFSessionOccupied  Code = 65414 // customer service: another agent serves the customer
	ErrKFWorkerOffline    Code = 65415 // customer service: the agent is offline
	ErrKFInvalidParameter Code = 65416 // customer service records: bad parameters
	ErrKFTimeRange        Code = 65417 // customer service records: more than 24 hours
)

// Invoices.
const (
	ErrInvoiceUnauthorized Code = 72015 // account not authorised to make invoices
)

// Queries about a rid or a quota.
const (
	ErrRIDNotFound      Code = 76001 // rid unknown
	ErrRIDError         Code = 76002 // rid empty or malformed
	ErrRIDUnauthorized  Code = 76003 // rid of another account
	ErrRIDTime          Code = 76004 // rid older than 7 days
	ErrPathNotFound     Code = 76021 // cgi_path unknown
	ErrPathUnauthorized Code = 76022 // cgi_path not for this token
)

// Store mini programs (门店小程序).
const (
	ErrStorePapersNeeded     Code = 85024 // store mini program: name needs supporting papers
	ErrStorePhoneLimit       Code = 85025 // store mini program: administrator's phone registered too often
	ErrStoreWeChatLimit      Code = 85026 // store mini program: administrator's WeChat ID bound 5 times
	ErrStoreIdentityLimit    Code = 85027 // store mini program: administrator's identity card registered 5 times
	ErrStoreOwnerLimit       Code = 85028 // store mini program: owner has too many accounts
	ErrStoreNameTaken        Code = 85029 // store mini program: name taken
	ErrStoreNameFormat       Code = 85030 // store mini program: length or characters of the name
	ErrStoreNameUnusable     Code = 85031 // store mini program: name cannot be used
	ErrStoreNameInfringing   Code = 85032 // store mini program: name protected because of an infringement
	ErrStoreNameIllegal      Code = 85033 // store mini program: name against the rules
	ErrStoreNameRenamed      Code = 85034 // store mini program: name protected for 15 days after a rename
	ErrStoreNameOwner        Code = 85035 // store mini program: name only for accounts of the same owner
	ErrStoreIntro            Code = 85036 // store mini program: introduction refused
	ErrStoreExists           Code = 85038 // store: added already
	ErrStoreUnreadable       Code = 85039 // store: its state does not allow it to be read
	ErrStoreBound            Code = 85040 // store: bound already
	ErrStoreCredentialExists Code = 85041 // store: licence number added already
	ErrStoreNearbyLimit      Code = 85042 // store: too many nearby places
	ErrStoreChangeLimit      Code = 85049 // store mini program: changed too often this month
	ErrStoreUnderReview      Code = 85050 // store mini program: under review
	ErrStoreMerchantMissing  Code = 85053 // store mini program: to be created first
	ErrStoreNotMigrated      Code = 85054 // store: poi_id needed for the migration
	ErrStoreInvalidMapPOI    Code = 85055 // store: map_poi_id not valid
	ErrStoreInvalidMedia     Code = 85056 // store mini program: temporary media_id not valid
)

// Ordinary QR codes that open a mini program.
const (
	ErrQRJumpInvalidURL     Code = 85066 // QR rule: bad link
	ErrQRJumpDebugURL       Code = 85068 // QR rule: debug_url not below prefix
	ErrQRJumpFileMissing    Code = 85069 // QR rule: verification file not found
	ErrQRJumpURLBlacklisted Code = 85070 // QR rule: link in the blacklist
	ErrQRJumpURLExists      Code = 85071 // QR rule: link added already
	ErrQRJumpURLOccupied    Code = 85072 // QR rule: link taken
	ErrQRJumpRulesFull      Code = 85073 // QR rule: too many rules
	ErrQRJumpNotReleased    Code = 85074 // QR rule: mini program not released
	ErrQRJumpPersonal       Code = 85075 // QR rule: mini program of an individual
	ErrQRJumpICP            Code = 85076 // QR rule: host without ICP filing
	ErrQRJumpDataError      Code = 85095 // QR rule: data is broken
)

// Signatures, and the comments of articles.
const (
	ErrInvalidSignature       Code = 87009 // signature wrong
	ErrCommentUnauthorized    Code = 88000 // comments: account without the ability
	ErrCommentArticleNotExist Code = 88001 // comments: no such article
	ErrCommentArticleLimited  Code = 88002 // comments: article restricted
	ErrCommentElectLimit      Code = 88003 // comments: 100 elected at most
	ErrCommentDeletedByUser   Code = 88004 // comments: deleted by the user
	ErrCommentAlreadyReplied  Code = 88005 // comments: replied already
	ErrCommentReplyLength     Code = 88007 // comments: reply empty or too long
	ErrCommentNotExist        Code = 88008 // comments: no such comment
	ErrCommentReplyNotExist   Code = 88009 // comments: no such reply
	ErrCommentCountRange      Code = 88010 // comments: count not 1 to 50
	ErrCommentClosed          Code = 88011 // comments: closed for the article
)

// A risky call that the account's administrator has to confirm.
const (
	ErrAdminConfirmPending  Code = 89501 // an earlier confirmation is still open
	ErrAdminConfirmWait     Code = 89503 // waits for the administrator's confirmation
	ErrAdminConfirmRequired Code = 89504 // administrator's confirmation is needed
	ErrAdminConfirmOpen     Code = 89505 // administrator's confirmation is still open
	ErrIPRefusedForDay      Code = 89506 // address refused for 24 hours
	ErrIPRefusedForHour     Code = 89507 // address refused for 1 hour
)

// OCR and image recognition.
const (
	ErrOCRInvalidImageURL Code = 101000 // OCR: image address wrong or image over 2 MB
	ErrOCRNothingFound    Code = 101001 // OCR: no card or licence in the picture
	ErrOCRImageData       Code = 101002 // OCR: picture too big or cannot be decoded
	ErrOCRNoQuota         Code = 101003 // OCR: no paid quota
)

// Subscription notices (订阅通知).
const (
	ErrSubscriptionAccountBanned   Code = 200011 // subscription notices: account banned
	ErrSubscriptionTemplateLimit   Code = 200012 // subscription notices: too many templates
	ErrSubscriptionTemplateBanned  Code = 200013 // subscription notices: template banned
	ErrSubscriptionTemplateTID     Code = 200014 // subscription notices: tid wrong
	ErrSubscriptionStart           Code = 200016 // subscription notices: start wrong
	ErrSubscriptionLimit           Code = 200017 // subscription notices: limit not 1 to 30
	ErrSubscriptionCategoryMissing Code = 200018 // subscription notices: ids missing
	ErrSubscriptionCategoryInvalid Code = 200019 // subscription notices: ids not valid
	ErrSubscriptionKeywords        Code = 200020 // subscription notices: kidList wrong
	ErrSubscriptionSceneDesc       Code = 200021 // subscription notices: sceneDesc wrong
)

// Ordinary QR codes that open a mini program, again.
const (
	ErrQRJumpPublishLimit Code = 886000 // QR rule: 100 publishes of the month used up
	ErrQRJumpSystemBusy   Code = 886001 // QR rule: system busy
)

// Shake nearby (摇一摇周边), which the platform has retired.
const (
	ErrShakeInvalidData       Code = 9001001 // shake nearby: bad POST data
	ErrShakeRemoteUnavailable Code = 9001002 // shake nearby: remote service not available
	ErrShakeInvalidTicket     Code = 9001003 // shake nearby: bad ticket
	ErrShakeUserInfo          Code = 9001004 // shake nearby: user information failed
	ErrShakeMerchantInfo      Code = 9001005 // shake nearby: merchant information failed
	ErrShakeOpenID            Code = 9001006 // shake nearby: openid failed
	ErrShakeFileMissing       Code = 9001007 // shake nearby: no file
	ErrShakeFileType          Code = 9001008 // shake nearby: bad file type
	ErrShakeFileSize          Code = 9001009 // shake nearby: bad file size
	ErrShakeUploadFailed      Code = 9001010 // shake nearby: upload failed
	ErrShakeInvalidAccount    Code = 9001020 // shake nearby: bad account
	ErrShakeActivationRate    Code = 9001021 // shake nearby: under half of the devices are active
	ErrShakeDeviceQuantity    Code = 9001022 // shake nearby: quantity must be over 0
	ErrShakeDevicePending     Code = 9001023 // shake nearby: an application is under review
	ErrShakeDeviceQueryLimit  Code = 9001024 // shake nearby: 50 devices a query
	ErrShakeInvalidDevice     Code = 9001025 // shake nearby: bad device id
	ErrShakeInvalidPageID     Code = 9001026 // shake nearby: bad page id
	ErrShakeInvalidPage       Code = 9001027 // shake nearby: bad page fields
	ErrShakePageDeleteLimit   Code = 9001028 // shake nearby: 10 pages a delete
	ErrShakePageInUse         Code = 9001029 // shake nearby: page in use
	ErrShakePageQueryLimit    Code = 9001030 // shake nearby: 50 pages a query
	ErrShakeTimeRange         Code = 9001031 // shake nearby: bad time range
	ErrShakeBinding           Code = 9001032 // shake nearby: bad binding fields
	ErrShakeInvalidShop       Code = 9001033 // shake nearby: bad shop id
	ErrShakeRemarkTooLong     Code = 9001034 // shake nearby: remark too long
	ErrShakeDeviceApplication Code = 9001035 // shake nearby: bad application fields
	ErrShakeBegin             Code = 9001036 // shake nearby: bad begin
)

// Numbers that WeChat's pages show: the authorize page of web login, and a phone's developer tools. No call answers them.
const (
	ErrPageRedirectURI     Code = 10003 // authorize page: the host of redirect_uri is not the 网页授权域名
	ErrPageAccountBanned   Code = 10004 // authorize page: account banned
	ErrPageScope           Code = 10005 // authorize page: the account has no such scope
	ErrPageFollowersOnly   Code = 10006 // authorize page: a test account's users follow it first
	ErrPageTooFrequent     Code = 10009 // authorize page: visited too often
	ErrPageScopeMissing    Code = 10010 // authorize page: scope empty
	ErrPageRedirectMissing Code = 10011 // authorize page: redirect_uri empty
	ErrPageAppIDMissing    Code = 10012 // authorize page: appid empty
	ErrPageStateMissing    Code = 10013 // authorize page: state empty
	ErrPageNotAuthorised   Code = 10015 // authorize page: the account has not authorised the third-party platform
	ErrPageOpenAppID       Code = 10016 // authorize page: the appid of an Open Platform website or app
	ErrPageSignature       Code = 63002 // JS-SDK: invalid signature, in the developer tools
)

// Short keys (短 key 托管).
const (
	ErrShortenDataTooLong Code = 9410010 // short keys: long_data over 4 KB
	ErrShortenExpiry      Code = 9410011 // short keys: expire_seconds over 30 days
	ErrShortenKeyNotExist Code = 9410012 // short keys: short_key unknown, expired or another account's
)

// Mass messages (群发), not explained by the documents.
const (
	ErrMassDeleteRefused Code = 9500001 // mass message: deletion refused, not explained by the documents
	ErrMassSendRefused   Code = 9500002 // mass message to openids: refused, not explained by the documents
)

// Product cards in articles (商品卡片).
const (
	ErrProductCardInvalidID   Code = 10170001 // product card: product_id wrong
	ErrProductCardArticleType Code = 10170002 // product card: article_type not supported
	ErrProductCardType        Code = 10170003 // product card: card_type not supported
)

// Newer codes of followers and of mass messages.
const (
	ErrBlacklistBusy      Code = 268487001 // blacklist: platform busy
	ErrFollowersBusy      Code = 268487002 // list of followers: platform busy
	ErrMassSendAllRefused Code = 268488001 // mass message to a tag: refused, not explained by the documents
)
