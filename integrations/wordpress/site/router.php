<?php
/**
 * What a web server's rewrite rules do: a file is served as it is, and everything else is WordPress's.
 */

$path = $_SERVER['DOCUMENT_ROOT'] . wp_site_path();
if ( is_file( $path ) || is_file( $path . '/index.php' ) ) {
	return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';

function wp_site_path() {
	return rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
}
