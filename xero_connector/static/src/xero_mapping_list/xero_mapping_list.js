import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { SearchPanel } from "@web/search/search_panel/search_panel";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

const DECIDED = "xero_decided";

/** The counts of what is left follow every decision, not only another search. */
export class XeroMappingPanel extends SearchPanel {
    setup() {
        super.setup();
        const { searchModel } = this.env;
        useBus(searchModel, DECIDED, async () => {
            await searchModel._reloadSections();
            await searchModel.sectionsPromise;
            this.updateActiveValues();
            this.render();
        });
    }
}

export class XeroMappingController extends ListController {
    get modelParams() {
        const params = super.modelParams;
        const onDecided = () => this.env.searchModel.trigger(DECIDED);
        return {
            ...params,
            hooks: { ...params.hooks, onRecordSaved: onDecided, onRootLoaded: onDecided },
        };
    }
}

registry.category("views").add("xero_mapping_list", {
    ...listView,
    Controller: XeroMappingController,
    SearchPanel: XeroMappingPanel,
});
