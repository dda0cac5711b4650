import { Component, onWillUnmount, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY = 3000;

/**
 * Reads the form again every few seconds, as long as its field `reading` (of an
 * organisation) or `running` (of a stream) says that Xero is being read and nobody is
 * typing.
 */
export class XeroRefresh extends Component {
    static template = xml`<span class="o_xero_refresh"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        const interval = browser.setInterval(() => this.refresh(), EVERY);
        onWillUnmount(() => browser.clearInterval(interval));
    }

    async refresh() {
        const { record } = this.props;
        const reading = record.data.reading || record.data.running;
        if (reading && !document.hidden && !(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("xero_refresh", { component: XeroRefresh });
