import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A text or the name of a record, with its code before it, and what explains it in
 * small letters below. Where the options name a field with a score, it stands beside,
 * coloured by how sure it is.
 */
export class XeroTwoLinesField extends Component {
    static template = "xero_connector.XeroTwoLinesField";
    static props = {
        ...standardFieldProps,
        below: { type: String },
        before: { type: String, optional: true },
        score: { type: String, optional: true },
    };

    get first() {
        return this.textOf(this.props.name);
    }

    get before() {
        return this.props.before ? this.props.record.data[this.props.before] : "";
    }

    get second() {
        return this.textOf(this.props.below);
    }

    /** What people read in a field: the name of a record, the label of a choice. */
    textOf(name) {
        const { data, fields } = this.props.record;
        const value = data[name] || "";
        if (fields[name].type === "many2one") {
            return value.display_name || "";
        }
        if (fields[name].type === "selection") {
            return new Map(fields[name].selection).get(value) || "";
        }
        return value;
    }

    get score() {
        return this.props.score ? this.props.record.data[this.props.score] : 0;
    }

    get tone() {
        if (this.score >= 95) {
            return "text-bg-success";
        }
        return this.score >= 70 ? "text-bg-warning" : "text-bg-light";
    }
}

registry.category("fields").add("xero_two_lines", {
    component: XeroTwoLinesField,
    extractProps: ({ options }) => ({
        before: options.before,
        below: options.below,
        score: options.score,
    }),
    fieldDependencies: ({ options }) => [
        { name: options.below, type: "char" },
        ...(options.before ? [{ name: options.before, type: "char" }] : []),
        ...(options.score ? [{ name: options.score, type: "integer" }] : []),
    ],
    supportedTypes: ["char", "many2one"],
});
