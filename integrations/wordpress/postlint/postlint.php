<?php
/**
 * Plugin Name:       postlint
 * Description:       Asks postlint, on your own machine, before a post becomes public: no patient's identifiers, no case details, no advice dressed as opinion.
 * Version:           0.1.0
 * Requires at least: 5.9
 * Requires PHP:      7.4
 * License:           Apache-2.0
 * Text Domain:       postlint
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

define( 'POSTLINT_PLUGIN_VERSION', '0.1.0' );
define( 'POSTLINT_PLUGIN_FILE', __FILE__ );

foreach ( array( 'settings', 'settings-page', 'answer', 'service', 'text', 'sources', 'held', 'refusal', 'gate', 'doors', 'override', 'rest', 'notices', 'editor' ) as $postlint_part ) {
	require_once __DIR__ . '/includes/class-postlint-' . $postlint_part . '.php';
}

register_activation_hook( __FILE__, array( 'Postlint_Override', 'make_table' ) );

$postlint_gate = new Postlint_Gate( new Postlint_Service() );
( new Postlint_Settings_Page( $postlint_gate ) )->register();
( new Postlint_Doors( $postlint_gate ) )->register();
( new Postlint_Override( $postlint_gate ) )->register();
( new Postlint_Rest( $postlint_gate ) )->register();
( new Postlint_Notices() )->register();
( new Postlint_Editor() )->register();
