package bridge

// handler answers one call of WeixinJSBridge.
type handler struct {
	run func(*call)
	// needs is the name that jsApiList must have granted, "" for the call's own.
	needs string
	access
}

// access says who may make a call.
type access int

const (
	listed  access = iota // a page with a right wx.config that lists it
	direct                // the same, or a page that calls WeixinJSBridge itself, without WeChat's script
	anybody               // every page
)

// handlers has the calls by the names of WeixinJSBridge. WeChat's script has other names for some: see publicNames.
// init fills it, since the handlers themselves read it.
var handlers map[string]handler

func init() {
	handlers = map[string]handler{
		"preVerifyJSAPI": {run: with(verifyConfig), access: anybody},
		"checkJsApi":     {run: with(checkJSAPI), access: anybody},

		"updateAppMessageShareData": {run: with(updateShareData(toFriend))},
		"updateTimelineShareData":   {run: with(updateShareData(toMoments))},
		"sendAppMessage":            {run: with(share(toFriend)), needs: "menu:share:appmessage"},
		"shareTimeline":             {run: with(share(toMoments)), needs: "menu:share:timeline"},
		"shareQQ":                   {run: with(share(toQQ)), needs: "menu:share:qq"},
		"shareWeiboApp":             {run: with(share(toWeibo)), needs: "menu:share:weiboApp"},
		"shareQZone":                {run: with(share(toQZone)), needs: "menu:share:QZone"},

		"hideOptionMenu":         {run: showMenu(false), access: direct},
		"showOptionMenu":         {run: showMenu(true), access: direct},
		"hideMenuItems":          {run: with(changeItems(true))},
		"showMenuItems":          {run: with(changeItems(false))},
		"hideAllNonBaseMenuItem": {run: changeNonBase(true)},
		"showAllNonBaseMenuItem": {run: changeNonBase(false)},
		"closeWindow":            {run: closeWindow, access: direct},
		"getNetworkType":         {run: getNetworkType, access: direct},

		"imagePreview":    {run: with(previewImage), access: direct},
		"chooseImage":     {run: with(chooseImage)},
		"getLocalImgData": {run: with(getLocalImgData)},
		"uploadImage":     {run: with(upload(picture))},
		"downloadImage":   {run: with(download(picture))},
		localResource:     {run: with(getLocalResource), access: anybody},

		"startRecord":    {run: startRecord},
		"stopRecord":     {run: stopRecord},
		voiceEnd:         {run: stopRecord, needs: "onVoiceRecordEnd"},
		"playVoice":      {run: with(playVoice)},
		"pauseVoice":     {run: with(heldVoice)},
		"stopVoice":      {run: with(heldVoice)},
		"uploadVoice":    {run: with(upload(voice))},
		"downloadVoice":  {run: with(download(voice))},
		"translateVoice": {run: with(translateVoice)},

		"geoLocation":  {run: with(getLocation)},
		"openLocation": {run: with(openLocation)},
		"scanQRCode":   {run: with(scanQRCode)},

		"getBrandWCPayRequest": {run: declinePayment, access: direct},
		"batchAddCard":         {run: with(addCard)},
		"chooseCard":           {run: with(chooseCard)},
		"batchViewCard":        {run: with(openCard)},

		"invokeMiniProgramAPI": {run: notInMiniProgram, access: anybody},
		openTag:                {run: with(pressOpenTag), access: anybody},
	}
}

// Calls of bridge.js that WeixinJSBridge of WeChat does not have. A page has no reason to make them.
const (
	localResource = "wechatgo:localResource" // the content of a local id, for an element that shows it
	voiceEnd      = "wechatgo:voiceEnd"      // the longest time of a recording is over
	openTag       = "wechatgo:openTag"       // the user pressed an open tag
)

// events are what jsApiList may name and WeixinJSBridge.on waits for.
var events = nameSet(
	"menu:share:timeline", "menu:share:appmessage", "menu:share:qq", "menu:share:weiboApp", "menu:share:QZone",
	"onVoiceRecordEnd", "onVoicePlayEnd", "onBeaconsInRange",
)

// notBuilt are the calls of WeChat that the sandbox does not simulate.
var notBuilt = nameSet(
	"editAddress", "openProductViewWithPid", "consumedShareCard", "getRecevieBizHongBaoRequest", "chooseInvoice",
	"chooseInvoiceTitle", "startMonitoringBeacons", "stopMonitoringBeacons", "openEnterpriseChat", "launchMiniProgram",
	"openBusinessView", "openWXDeviceLib", "closeWXDeviceLib", "getWXDeviceInfos", "sendDataToWXDevice",
	"startScanWXDevice", "stopScanWXDevice", "connectWXDevice", "disconnectWXDevice", "getWXDeviceTicket",
	"configWXDeviceWiFi",
)

// bridgeNames has the calls that WeChat's script and WeixinJSBridge name differently, by the script's name.
var bridgeNames = map[string]string{
	"config":                  "preVerifyJSAPI",
	"onMenuShareTimeline":     "menu:share:timeline",
	"onMenuShareAppMessage":   "menu:share:appmessage",
	"onMenuShareQQ":           "menu:share:qq",
	"onMenuShareWeibo":        "menu:share:weiboApp",
	"onMenuShareQZone":        "menu:share:QZone",
	"previewImage":            "imagePreview",
	"getLocation":             "geoLocation",
	"openProductSpecificView": "openProductViewWithPid",
	"addCard":                 "batchAddCard",
	"openCard":                "batchViewCard",
	"chooseWXPay":             "getBrandWCPayRequest",
	"openEnterpriseRedPacket": "getRecevieBizHongBaoRequest",
	"startSearchBeacons":      "startMonitoringBeacons",
	"stopSearchBeacons":       "stopMonitoringBeacons",
	"onSearchBeacons":         "onBeaconsInRange",
	"consumeAndShareCard":     "consumedShareCard",
	"openAddress":             "editAddress",
}

// publicNames are what authors of pages read in place of WeixinJSBridge's names, by the latter.
var publicNames = func() map[string]string {
	names := map[string]string{voiceEnd: "onVoiceRecordEnd", openTag: "open tag"}
	for public, bridge := range bridgeNames {
		names[bridge] = public
	}
	return names
}()

// bridgeName returns the name of a call for WeixinJSBridge. It leaves such a name as it is.
func bridgeName(public string) string {
	if name, ok := bridgeNames[public]; ok {
		return name
	}
	return public
}

// publicName returns the name of a call that pages' authors know.
func publicName(bridge string) string {
	if name, ok := publicNames[bridge]; ok {
		return name
	}
	return bridge
}

func nameSet(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// isKnown reports whether jsApiList may have a name of WeixinJSBridge.
func isKnown(name string) bool {
	_, ok := handlers[name]
	return ok || events[name] || notBuilt[name]
}
