//! Saving charts as pictures.

use crate::messages;
use leptos::prelude::*;
use panel_core::chart::Picture;
use web_platform::TimeSlicer;

/// What a picture is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImageFormat {
    Svg,
    Png,
}

impl ImageFormat {
    const ALL: [Self; 2] = [Self::Svg, Self::Png];

    /// How the names of its files end.
    fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// The buttons that save a picture, by their names for SVG and PNG. `make` draws it, and names the file with an ending; `message` is
/// told what was saved.
pub(crate) fn save_image_buttons(
    names: [&'static str; 2],
    make: impl Fn(&'static str) -> Option<(Picture, String)> + Copy + 'static,
    message: RwSignal<String>,
) -> AnyView {
    let save = move |kind: ImageFormat| {
        if let Some((picture, name)) = untrack(|| make(kind.extension())) {
            web_platform::spawn(async move {
                let said = save(kind, picture, &name).await;
                // The page may be gone by then.
                message.try_set(said);
            });
        }
    };
    let buttons = ImageFormat::ALL.into_iter().zip(names);
    let buttons = buttons.map(|(kind, name)| {
        view! { <button type="button" on:click=move |_| save(kind)>{name}</button> }
    });
    buttons.collect_view().into_any()
}

/// Offers a picture as a file; says so.
async fn save(kind: ImageFormat, picture: Picture, name: &str) -> String {
    let size = picture.size();
    let drawn = picture.finish();
    match kind {
        ImageFormat::Svg => {
            let mut pieces = std::iter::once(drawn);
            web_platform::download(name, "image/svg+xml", &mut pieces, &TimeSlicer::start()).await;
        }
        ImageFormat::Png => {
            if !web_platform::save_png(name, &drawn, size).await {
                return messages::no_png().to_owned();
            }
        }
    }
    messages::saved(name)
}

/// A colour of the page, by the name of its custom property.
pub(crate) fn colour(name: &str) -> String {
    web_platform::light_theme_colour(name).unwrap_or_default()
}
