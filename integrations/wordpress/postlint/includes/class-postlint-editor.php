<?php
/**
 * The panel in the block editor.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * Brings the panel's script and what it must know.
 */
final class Postlint_Editor {

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_action( 'enqueue_block_editor_assets', array( $this, 'bring' ) );
	}

	/**
	 * The script, on pages of posts that are gated.
	 */
	public function bring(): void {
		$post = get_post();
		if ( ! $post instanceof WP_Post || ! Postlint_Settings::is_gated_type( $post->post_type ) ) {
			return;
		}
		$needs = array( 'wp-api-fetch', 'wp-blocks', 'wp-components', 'wp-data', 'wp-edit-post', 'wp-element', 'wp-i18n', 'wp-plugins' );
		foreach ( array( 'rewriting', 'panel' ) as $part ) {
			wp_enqueue_script( 'postlint-' . $part, plugins_url( 'assets/' . $part . '.js', POSTLINT_PLUGIN_FILE ), $needs, POSTLINT_PLUGIN_VERSION, true );
			$needs = array( 'postlint-rewriting' );
		}
		wp_set_script_translations( 'postlint-panel', 'postlint' );
		wp_enqueue_style( 'postlint-panel', plugins_url( 'assets/panel.css', POSTLINT_PLUGIN_FILE ), array(), POSTLINT_PLUGIN_VERSION );
		$terms = array();
		foreach ( Postlint_Sources::taxonomies( $post->post_type ) as $taxonomy ) {
			$name    = get_taxonomy( $taxonomy )->rest_base;
			$terms[] = $name ? $name : $taxonomy;
		}
		$note = Postlint_Held::note_on( $post->ID );
		wp_add_inline_script(
			'postlint-panel',
			'window.postlint = ' . wp_json_encode(
				array(
					'terms' => $terms,
					'held'  => $note ? __( 'Not published.', 'postlint' ) . ' ' . $note['summary'] : '',
				)
			) . ';',
			'before'
		);
	}
}
