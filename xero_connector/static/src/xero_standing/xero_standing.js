import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/** A badge with what explains it in small letters below, as wide as there is room. */
export class XeroStandingField extends BadgeField {
    static template = "xero_connector.XeroStandingField";
    static props = { ...BadgeField.props, below: { type: String } };

    get explanation() {
        return this.props.record.data[this.props.below] || "";
    }
}

registry.category("fields").add("xero_standing", {
    ...badgeField,
    component: XeroStandingField,
    extractProps: (info) => ({
        ...badgeField.extractProps(info),
        below: info.options.below,
    }),
    fieldDependencies: ({ options }) => [{ name: options.below, type: "char" }],
});
