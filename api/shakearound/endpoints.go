package shakearound

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: those that the platform once let use it. No table has it.
var access = endpoint.MayCall(
	endpoint.Unknown,
	endpoint.OnApplication,
	endpoint.Unknown,
	endpoint.OnApplication,
	endpoint.Unknown,
)

// ApplyDevices asks for ids of beacons.
var ApplyDevices = endpoint.Post[ApplyDevicesIn, ApplyDevicesOut](
	"shakearound.device_applyid",
	"/shakearound/device/applyid",
	"申请设备ID",
	endpoint.Write,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shake_Nearby/Devices_management/Apply_device_ID.html",
	),
)

// GetShakeInfo reads who shook a phone, and near which beacon.
var GetShakeInfo = endpoint.Post[GetShakeInfoIn, GetShakeInfoOut](
	"shakearound.user_getshakeinfo",
	"/shakearound/user/getshakeinfo",
	"获取设备及用户信息",
	endpoint.Personal,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shake_Nearby/Getting_Device_and_User_Information.html",
	),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{ApplyDevices, GetShakeInfo} }
