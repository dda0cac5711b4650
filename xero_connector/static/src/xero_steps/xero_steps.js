import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The steps of Get Started: each with its tick, what is left of it and the one button
 * that takes a person there.
 */
export class XeroSteps extends Component {
    static template = "xero_connector.Steps";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    async go(step) {
        const { record } = this.props;
        await this.action.doActionButton({
            type: "object",
            name: "action_go",
            args: JSON.stringify([step.key]),
            resModel: record.resModel,
            resId: record.resId,
            onClose: () => record.load(),
        });
    }
}

/** What the import brought, by kind of record. */
export class XeroReport extends Component {
    static template = "xero_connector.Report";
    static props = { ...standardFieldProps };

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("xero_steps", {
    component: XeroSteps,
    supportedTypes: ["json"],
});
registry.category("fields").add("xero_report", {
    component: XeroReport,
    supportedTypes: ["json"],
});
