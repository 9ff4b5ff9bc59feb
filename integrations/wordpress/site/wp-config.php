<?php
/**
 * The site that install.sh makes. What it needs to know comes from the environment of whoever runs PHP.
 */

define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:' . getenv( 'POSTLINT_SITE' ) . '/run/db.sock' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );

// Of a site that nobody else can reach. A real one has secrets of its own here.
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $postlint_site_name ) {
	define( $postlint_site_name . '_KEY', 'scratch ' . $postlint_site_name . ' key' );
	define( $postlint_site_name . '_SALT', 'scratch ' . $postlint_site_name . ' salt' );
}

if ( getenv( 'POSTLINT_TOKEN' ) ) {
	define( 'POSTLINT_TOKEN', getenv( 'POSTLINT_TOKEN' ) );
}

define( 'WP_HOME', 'http://127.0.0.1:' . getenv( 'POSTLINT_SITE_PORT' ) );
define( 'WP_SITEURL', WP_HOME );
define( 'WP_ENVIRONMENT_TYPE', 'local' ); // Application passwords without TLS.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'DISABLE_WP_CRON', true );
define( 'DISALLOW_FILE_MODS', true );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', getenv( 'POSTLINT_SITE' ) . '/debug.log' );

$table_prefix = 'wp_';

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', getenv( 'POSTLINT_SITE' ) . '/site/' );
}
require_once ABSPATH . 'wp-settings.php';
