package core

// Device is the system of a phone, as far as its browser shows it.
type Device string

// The devices.
const (
	Android Device = "android"
	IOS     Device = "ios"
)

// userAgents are the User-Agent headers of WeChat's browser.
var userAgents = map[Device]string{
	Android: "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64",
	IOS:     "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x18003239) NetType/WIFI Language/zh_CN",
}

// UserAgent returns the User-Agent of WeChat's browser on the device.
func (d Device) UserAgent() string { return userAgents[d] }

// Device returns the system of the user's phone: iOS, or Android for every other.
func (u *Person) Device() Device {
	const ios = 1
	if u.Platform == ios {
		return IOS
	}
	return Android
}
