import { onWillStart } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import {
    buildM2OFieldDescription,
    extractM2OFieldProps,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";
import { Many2OneReferenceField } from "@web/views/fields/many2one_reference/many2one_reference_field";

const OPEN = ["undecided", "suggested"];

/** Ask the server once whether this user decides. */
function useDecides(field) {
    onWillStart(async () => {
        field.decides = await user.hasGroup("xero_connector.group_xero_manager");
    });
}

/** Save a choice as it is made; take one back that is refused. */
async function choose({ name, record }, value) {
    try {
        await record.update({ [name]: value }, { save: true });
    } catch (error) {
        await record.discard();
        throw error;
    }
}

/** Whether somebody may choose here who did not yet. */
function invites(field, state) {
    return field.decides && field.props.readonly && OPEN.includes(state);
}

/**
 * Which record of Odoo stands for a row of Xero: its kind says of which model, and the
 * row itself which of them belong there.
 */
export class XeroChoiceField extends Many2OneReferenceField {
    static template = "xero_connector.XeroChoiceField";

    setup() {
        useDecides(this);
    }

    get m2oProps() {
        const { data } = this.props.record;
        const props = super.m2oProps;
        const name = props.value && (props.value.display_name || data.odoo_name);
        return {
            ...props,
            domain: () => new Domain(data.choice_domain || "[]").toList(),
            value: props.value ? { ...props.value, display_name: name } : false,
            relation: this.relation || "",
        };
    }

    /** What has no record that could be chosen here: sets of taxes, no tax. */
    get others() {
        const { data } = this.props.record;
        return data[this.props.name] ? "" : data.odoo_name;
    }

    get invites() {
        return invites(this, this.props.record.data.map_state);
    }

    update(chosen) {
        const value = chosen && { resId: chosen.id, displayName: chosen.display_name };
        return choose(this.props, value);
    }
}

registry.category("fields").add("xero_choice", {
    component: XeroChoiceField,
    extractProps: extractM2OFieldProps,
    fieldDependencies: [
        { name: "choice_model", type: "selection" },
        { name: "choice_domain", type: "char" },
        { name: "odoo_name", type: "char" },
        { name: "map_state", type: "selection" },
    ],
    supportedTypes: ["many2one_reference"],
});

/** The other way round: which record of Xero stands for one of Odoo. */
export class XeroTargetField extends Many2OneField {
    static template = "xero_connector.XeroTargetField";

    setup() {
        useDecides(this);
    }

    get m2oProps() {
        return { ...super.m2oProps, update: (value) => choose(this.props, value) };
    }

    get invites() {
        return invites(this, this.props.record.data.state);
    }
}

registry.category("fields").add("xero_target", {
    ...buildM2OFieldDescription(XeroTargetField),
    fieldDependencies: [{ name: "state", type: "selection" }],
});
