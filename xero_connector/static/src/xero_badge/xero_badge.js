import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/**
 * The Xero badge of a form: when the scheduled action is done with this record, the
 * form is read again, unless somebody is typing in it.
 */
export class XeroBadgeField extends BadgeField {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        const onSent = ({ records }) => this.onSent(records);
        bus.subscribe("xero_connector.sent", onSent);
        onWillUnmount(() => bus.unsubscribe("xero_connector.sent", onSent));
    }

    async onSent(records) {
        const { resModel, resId } = this.props.record;
        const mine = records.some(([model, id]) => model === resModel && id === resId);
        if (mine && !(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
    }
}

export const xeroBadgeField = {
    ...badgeField,
    component: XeroBadgeField,
};

registry.category("fields").add("xero_badge", xeroBadgeField);
