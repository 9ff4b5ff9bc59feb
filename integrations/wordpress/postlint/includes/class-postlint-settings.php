<?php
/**
 * What is set, and what follows from it.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * The settings, read anew each time: a request may change them.
 */
final class Postlint_Settings {

	const OPTION = 'postlint';

	const DEFAULTS = array(
		'url'          => 'http://127.0.0.1:8765',
		'token'        => '',
		'timeout'      => 10,
		'types'        => array(), // None named: all that are public.
		'profile'      => '',
		'audience'     => '',
		'hold_review'  => false,
		'hold_private' => false,
		'editors'      => false, // Whether editors may override.
		'meta_keys'    => "_yoast_wpseo_title\n_yoast_wpseo_metadesc\nrank_math_title\nrank_math_description",
	);

	/**
	 * All settings, with the defaults of those that were never set.
	 */
	public static function all(): array {
		$set = get_option( self::OPTION );
		return array_merge( self::DEFAULTS, is_array( $set ) ? $set : array() );
	}

	/**
	 * One setting.
	 *
	 * @param string $name A key of DEFAULTS.
	 * @return mixed
	 */
	public static function get( string $name ) {
		return self::all()[ $name ];
	}

	/**
	 * The token; that of wp-config.php, if there is one.
	 */
	public static function token(): string {
		return self::has_constant() ? (string) POSTLINT_TOKEN : (string) self::get( 'token' );
	}

	/**
	 * Whether wp-config.php has the token.
	 */
	public static function has_constant(): bool {
		return defined( 'POSTLINT_TOKEN' ) && '' !== (string) POSTLINT_TOKEN;
	}

	/**
	 * The post types that can be gated: everything with an address of its own, and reusable blocks, which are shown
	 * inside posts that are public already.
	 *
	 * @return string[]
	 */
	public static function known_types(): array {
		$types = array_diff( array_values( get_post_types( array( 'public' => true ) ) ), array( 'attachment' ) );
		return array_merge( array_values( $types ), array( 'wp_block' ) );
	}

	/**
	 * Whether posts of this type are gated.
	 *
	 * @param string $type A post type.
	 */
	public static function is_gated_type( string $type ): bool {
		$chosen = (array) self::get( 'types' );
		$known  = self::known_types();
		return in_array( $type, $chosen ? array_intersect( $chosen, $known ) : $known, true );
	}

	/**
	 * Whether readers see posts with this status.
	 *
	 * @param string $status A post status.
	 */
	public static function is_visible( string $status ): bool {
		return in_array( $status, get_post_stati( array( 'public' => true ) ), true )
			|| ( 'private' === $status && self::get( 'hold_private' ) );
	}

	/**
	 * Whether a post needs to be let through to have this status: readers see it, or will without anybody's doing.
	 *
	 * @param string $status A post status.
	 */
	public static function is_gated_status( string $status ): bool {
		return 'future' === $status || self::is_visible( $status );
	}

	/**
	 * The custom fields that are published with a post.
	 *
	 * @return string[]
	 */
	public static function meta_keys(): array {
		return array_values( array_filter( array_map( 'trim', explode( "\n", (string) self::get( 'meta_keys' ) ) ) ) );
	}

	/**
	 * Why drafts may not be sent to this address; empty if they may.
	 *
	 * @param string $url The address of the service.
	 */
	public static function objection_to( string $url ): string {
		$parts  = wp_parse_url( $url );
		$scheme = $parts['scheme'] ?? '';
		$host   = strtolower( trim( $parts['host'] ?? '', '[]' ) );
		if ( ! in_array( $scheme, array( 'http', 'https' ), true ) || '' === $host || isset( $parts['user'] ) || isset( $parts['query'] ) ) {
			return __( 'The address of the service is not one such as http://127.0.0.1:8765.', 'postlint' );
		}
		if ( 'http' === $scheme && ! in_array( $host, array( 'localhost', '127.0.0.1', '::1' ), true ) ) {
			return __( 'Drafts would cross the network in the clear: a service on another machine needs https.', 'postlint' );
		}
		return '';
	}
}
