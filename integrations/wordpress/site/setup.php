<?php
/**
 * Installs the site once, makes its users, and switches the plugin on. Run by install.sh.
 */

$site   = getenv( 'POSTLINT_SITE' ) . '/site/';
$server = '127.0.0.1:' . getenv( 'POSTLINT_SITE_PORT' );

$_SERVER['HTTP_HOST']   = $server;
$_SERVER['REQUEST_URI'] = '/';
define( 'WP_INSTALLING', true );
require $site . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

// No mail leaves a scratch site.
add_filter( 'pre_wp_mail', '__return_true' );

if ( ! is_blog_installed() ) {
	wp_install( 'Harbour Clinic', 'administrator', 'administrator@example.org', false, '', 'administrator' );
	foreach ( array( 'editor', 'author' ) as $name ) {
		wp_insert_user(
			array(
				'user_login' => $name,
				'user_pass'  => $name,
				'user_email' => $name . '@example.org',
				'role'       => $name,
			)
		);
	}
	update_option( 'permalink_structure', '/%postname%/' );
	switch_theme( 'twentytwentythree' );
}

$failed = activate_plugin( 'postlint/postlint.php' );
if ( is_wp_error( $failed ) ) {
	fwrite( STDERR, $failed->get_error_message() . "\n" );
	exit( 1 );
}
if ( getenv( 'POSTLINT_URL' ) ) {
	update_option( 'postlint', array_merge( Postlint_Settings::all(), array( 'url' => getenv( 'POSTLINT_URL' ) ) ) );
}
