package message_test

import (
	"time"

	"github.com/wechatgo/wechatgo/message"
)

// authorization is the common part of the samples about a user's authorisation.
var authorization = message.Authorization{
	Common: message.Common{
		ToUserName: "gh_870882ca4b1", FromUserName: "owAqB1v0ahK_Xlc7GshIDdf2yf7E", CreateTime: time.Unix(1626857200, 0),
	},
	OpenID: "owAqB1nqaOYYWl0Ng484G2z5NIwU", AppID: "wx13974bf780d3dc89",
}

func verification(created int64) message.Verification {
	return message.Verification{Common: head(created), ExpiredTime: time.Unix(created, 0)}
}

func verificationFailure(created, failed int64) message.VerificationFailure {
	return message.VerificationFailure{Common: head(created), FailTime: time.Unix(failed, 0), FailReason: "by time"}
}

// accountSamples are the pushes about the account itself and its staff.
var accountSamples = map[string]message.Message{
	"event_kf_create_session.xml": &message.KfCreateSessionEvent{
		KfSession: message.KfSession{Common: head(1399197672), KfAccount: "test1@test"},
	},
	"event_kf_close_session.xml": &message.KfCloseSessionEvent{
		KfSession: message.KfSession{Common: head(1399197672), KfAccount: "test1@test"}, CloseType: "KF",
	},
	"event_kf_switch_session.xml": &message.KfSwitchSessionEvent{
		Common: head(1399197672), FromKfAccount: "test1@test", ToKfAccount: "test2@test",
	},
	"event_user_info_modified.xml":              &message.UserInfoModifiedEvent{Authorization: authorization},
	"event_user_authorization_revoke.xml":       &message.UserAuthorizationRevokeEvent{Authorization: authorization, RevokeInfo: "205"},
	"event_user_authorization_cancellation.xml": &message.UserAuthorizationCancellationEvent{Authorization: authorization},

	"event_qualification_verify_success.xml": &message.QualificationVerifySuccessEvent{Verification: verification(1442401156)},
	"event_qualification_verify_fail.xml": &message.QualificationVerifyFailEvent{
		VerificationFailure: verificationFailure(1442401156, 1442401122),
	},
	"event_naming_verify_success.xml": &message.NamingVerifySuccessEvent{Verification: verification(1442401093)},
	"event_naming_verify_fail.xml": &message.NamingVerifyFailEvent{
		VerificationFailure: verificationFailure(1442401061, 1442401061),
	},
	"event_annual_renew.xml":   &message.AnnualRenewEvent{Verification: verification(1442401004)},
	"event_verify_expired.xml": &message.VerifyExpiredEvent{Verification: verification(1442400900)},

	"event_guide_qrcode_scan_event.xml": &message.GuideQRCodeScanEvent{
		Common: head(1546924844), GuideAccount: "xxx", GuideOpenID: "xxx", OpenID: "xxx", Action: 11, QRCodeInfo: "xxx",
	},
	"event_guide_invite_result_event.xml": &message.GuideInviteResultEvent{
		Common: head(1408090502), GuideAccount: "xxx", InviteResult: 1,
	},
	"event_weapp_audit_success.xml": &message.WeappAuditSuccessEvent{Common: head(1488856741), SuccTime: time.Unix(1488856741, 0)},
	"event_weapp_audit_fail.xml": &message.WeappAuditFailEvent{
		Common: head(1488856741), Reason: "1:账号信息不符合规范", FailTime: time.Unix(1488856591, 0), ScreenShot: "xxx|yyy|zzz",
	},
	"event_weapp_audit_delay.xml": &message.WeappAuditDelayEvent{
		Common: head(1488856741), Reason: "为了更好的服务小程序，您的服务商正在进行提审系统的优化", DelayTime: time.Unix(1488856591, 0),
	},
	"event_debug_demo.xml": &message.DebugDemoEvent{
		Common: message.Common{
			ToUserName: "gh_97417a04a28d", FromUserName: "o9AgO5Kd5ggOC-bXrbNODIiE3bGY", CreateTime: time.Unix(1714037059, 0),
		},
		DebugStr: "hello world",
	},
	"event_enter.xml": &message.EnterEvent{Common: head(123456789)},
}
