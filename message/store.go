package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// StoreAudit is a review of a store mini program's data. The events about it are known from another toolkit's tests,
// not from the platform's pages; what the numbers of Status mean is unknown.
type StoreAudit struct {
	Common
	AuditID string // the review
	Status  int64  // the result of the review
	Reason  string // the reason for the result
}

// Key returns AuditID.
func (a *StoreAudit) Key() string { return a.AuditID }

func (a *StoreAudit) fields(b *xmldoc.Binder) {
	a.bindAudit(b)
	b.Text("reason", &a.Reason)
}

func (a *StoreAudit) bindAudit(b *xmldoc.Binder) {
	b.OptBare("audit_id", &a.AuditID)
	b.Int("status", &a.Status)
}

// ApplyMerchantAuditInfoEvent tells how the review of a merchant's application for a store mini program ended.
type ApplyMerchantAuditInfoEvent struct {
	StoreAudit
	event
}

// EventName returns "apply_merchant_audit_info".
func (*ApplyMerchantAuditInfoEvent) EventName() string { return "apply_merchant_audit_info" }

// CreateMapPOIAuditInfoEvent tells how the review of a store that was put on the map ended. Its Reason is empty; the
// reason is in Remark.
type CreateMapPOIAuditInfoEvent struct {
	StoreAudit
	event
	MapPOIID string // the map's id of the store
	Name     string // the store's name
	Address  string // the store's address
	// Latitude and Longitude are in degrees, as the platform writes them.
	Latitude, Longitude string
	// Remark is the reviewer's remark (sh_remark).
	Remark string
}

// EventName returns "create_map_poi_audit_info".
func (*CreateMapPOIAuditInfoEvent) EventName() string { return "create_map_poi_audit_info" }

func (m *CreateMapPOIAuditInfoEvent) fields(b *xmldoc.Binder) {
	m.bindAudit(b)
	b.OptText("reason", &m.Reason)
	b.Text("map_poi_id", &m.MapPOIID)
	b.Text("name", &m.Name)
	b.Text("address", &m.Address)
	b.Text("latitude", &m.Latitude)
	b.Text("longitude", &m.Longitude)
	b.Text("sh_remark", &m.Remark)
}

// AddStoreAuditInfoEvent tells how the review of a new store ended.
type AddStoreAuditInfoEvent struct {
	StoreAudit
	event
	IsUpgrade int64  // whether an existing store was upgraded; the meaning of its values is unknown
	POIID     string // the platform's id of the store
}

// EventName returns "add_store_audit_info".
func (*AddStoreAuditInfoEvent) EventName() string { return "add_store_audit_info" }

func (m *AddStoreAuditInfoEvent) fields(b *xmldoc.Binder) {
	m.StoreAudit.fields(b)
	b.Int("is_upgrade", &m.IsUpgrade)
	b.OptBare("poiid", &m.POIID)
}

// ModifyStoreAuditInfoEvent tells how the review of a changed store ended.
type ModifyStoreAuditInfoEvent struct {
	StoreAudit
	event
}

// EventName returns "modify_store_audit_info".
func (*ModifyStoreAuditInfoEvent) EventName() string { return "modify_store_audit_info" }
