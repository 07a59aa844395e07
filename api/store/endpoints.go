package store

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints. The page about the audit names all kinds of 公众号 and 服务号.
var (
	access = endpoint.MayCall(
		endpoint.No,
		endpoint.OnApplication,
		endpoint.No,
		endpoint.OnApplication,
		endpoint.No,
	)
	auditAccess = endpoint.MayCall(
		endpoint.Yes,
		endpoint.Yes,
		endpoint.Yes,
		endpoint.Yes,
		endpoint.Unknown,
	)
)

// GetMerchantCategory reads the categories of store mini programs.
var GetMerchantCategory = endpoint.Get[endpoint.None, Data[Categories]](
	"store.get_merchant_category",
	"/wxa/get_merchant_category",
	"拉取门店小程序类目",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_getwxastorecatelist.html"),
)

// ApplyMerchant applies for the account's store mini program.
var ApplyMerchant = endpoint.Post[Merchant, endpoint.None]("store.apply_merchant", "/wxa/apply_merchant", "创建门店小程序",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_applywxastore.html"))

// GetMerchantAuditInfo reads the state of the application.
var GetMerchantAuditInfo = endpoint.Get[endpoint.None, Data[MerchantAudit]](
	"store.get_merchant_audit_info",
	"/wxa/get_merchant_audit_info",
	"获取门店小程序审核结果",
	endpoint.Read,
	auditAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_getwxastoreauditinfo.html"),
)

// ModifyMerchant changes the picture and the introduction of the store mini program.
var ModifyMerchant = endpoint.Post[ModifyMerchantIn, endpoint.None](
	"store.modify_merchant",
	"/wxa/modify_merchant",
	"修改门店小程序信息",
	endpoint.Write,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_modifywxastore.html"),
)

// GetDistrict reads the provinces, cities and districts of China.
var GetDistrict = endpoint.Get[endpoint.None, Districts]("store.get_district", "/wxa/get_district", "获取省市区信息",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_getdistrictlist.html"))

// SearchMapPOI searches the map for places.
var SearchMapPOI = endpoint.Post[SearchMapPOIIn, Data[MapPOIs]](
	"store.search_map_poi",
	"/wxa/search_map_poi",
	"搜索门店地图信息",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_poilistsearch.html"),
)

// CreateMapPOI puts a place on the map.
var CreateMapPOI = endpoint.Post[NewMapPOI, Data[MapPOIAudit]](
	"store.create_map_poi",
	"/wxa/create_map_poi",
	"在地图中创建门店",
	endpoint.Write,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_createnewpoid.html"),
)

// AddStore adds a place of the map to the account's stores.
var AddStore = endpoint.Post[Addition, Data[AddOut]]("store.add_store", "/wxa/add_store", "新增门店",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_addentityshop.html"))

// UpdateStore changes a store.
var UpdateStore = endpoint.Post[Change, Data[UpdateOut]]("store.update_store", "/wxa/update_store", "更新门店信息",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newupdatepoi.html"))

// GetStoreInfo reads a store.
var GetStoreInfo = endpoint.Post[POIID, InfoOut]("store.get_store_info", "/wxa/get_store_info", "获取门店详情",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newgetpoi.html"))

// GetStoreList reads one page of the stores.
var GetStoreList = endpoint.Post[ListIn, ListOut]("store.get_store_list", "/wxa/get_store_list", "获取门店列表",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/stores/miniapp/api_newgetpoilist.html"))

// DelStore removes a store.
var DelStore = endpoint.Post[POIID, endpoint.None]("store.del_store", "/wxa/del_store", "删除门店",
	endpoint.Destroy, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_newdelpoi.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		GetMerchantCategory, ApplyMerchant, GetMerchantAuditInfo, ModifyMerchant,
		GetDistrict, SearchMapPOI, CreateMapPOI,
		AddStore, UpdateStore, GetStoreInfo, GetStoreList, DelStore,
	}
}
