//! Single sign-on: a button for each provider.

use crate::messages::{self, Explanation};
use crate::state::idp_icon::icon_url;
use crate::state::sign_in_form::SignInForm;
use crate::state::url_state::UrlState;
use crate::widgets::lazy::wasm_split;
use leptos::prelude::*;
use panel_core::format::visible;
use synapse_client::{BaseUrl, IdentityProvider};

/// The buttons that leave for a provider.
#[wasm_split(oauth, fallible)]
pub(crate) fn providers(form: SignInForm) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let providers = move || {
        let server = form.server()?;
        let providers = server.login_flows.sso.into_iter().map(|provider| {
            let name = visible(&provider.name);
            let name = name.unwrap_or_else(|| messages::sso().to_owned());
            let (id, base_url) = (provider.id.clone(), server.base_url.clone());
            let leave = move |_| form.start_sso(&id, &url_state.view());
            view! {
                <button
                    type="button"
                    class="primary provider"
                    disabled=move || form.busy.get()
                    on:click=leave
                >
                    <ProviderIcon provider base_url/>
                    <span>{messages::continue_with()}" "<bdi translate="no" prop:textContent=name></bdi></span>
                </button>
            }
        });
        Some(providers.collect_view().into_any())
    };
    Ok(providers.into_any())
}

/// The provider's sign, once it is there. Many have none; and without one, the name does.
#[component]
fn ProviderIcon(provider: IdentityProvider, base_url: BaseUrl) -> impl IntoView {
    let url = provider.icon.map(|mxc| icon_url(base_url, mxc));
    move || {
        let url = url?.get()?;
        Some(view! { <img src=url alt="" width="20" height="20"/> }.into_any())
    }
}
