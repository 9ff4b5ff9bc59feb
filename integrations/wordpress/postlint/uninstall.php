<?php
/**
 * Takes the settings and the notes on posts away. The log of overrides stays: whoever is asked later needs it.
 *
 * @package postlint
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'postlint' );
delete_post_meta_by_key( '_postlint_held' );
delete_post_meta_by_key( '_postlint_override' );
delete_metadata( 'user', 0, '_postlint_to_tell', '', true );
