<?php
/**
 * What is said of a post and not in it: who will read it, whose story it is, and which consent is on record.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * The same as front matter could say (docs/front-matter.md). It is kept in a field of the post that readers never see,
 * is sent with the post's text, and belongs to what an override covers. Its values are read by the service, which says
 * what it does not understand; here only their shape is made sure of.
 */
final class Postlint_Declared {

	const META  = '_postlint_declared';
	const FIELD = 'postlint_declared'; // In the REST API, in forms, and the filter's name.
	const MOST  = 200; // Characters of a value, and values of a list.

	const WORDS   = array( 'audience', 'type', 'case', 'account', 'channel', 'interests' );
	const CONSENT = array( 'id', 'date', 'expires', 'by', 'approved_text_hash' );
	const LISTS   = array( 'scope', 'purpose', 'identifiers' );
	const TRUTHS  = array( 'reviewed_text', 'assent' );

	const CHOICES = array(
		'audience' => array( 'public', 'clinic', 'reply', 'peer' ),
		'case'     => array( 'real', 'invented', 'composite', 'published', 'self', 'none' ),
		'by'       => array( 'self', 'guardian', 'proxy', 'relative' ),
	);

	/** What is sent in the place of a value that has not the shape of one: nothing that the service takes for one. */
	const NO_VALUE = '?';

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_action( 'rest_api_init', array( $this, 'field' ) );
	}

	/**
	 * The field of posts in the REST API: for who may edit them.
	 */
	public function field(): void {
		foreach ( Postlint_Settings::known_types() as $type ) {
			register_rest_field(
				$type,
				self::FIELD,
				array(
					'get_callback'    => static function ( array $post ) {
						return (object) self::stored( (int) $post['id'] );
					},
					'update_callback' => static function ( $given, WP_Post $post ) {
						self::keep( $post->ID, $given );
					},
					'schema'          => array(
						'description' => __( 'What is declared of the post to postlint.', 'postlint' ),
						'type'        => 'object',
						'context'     => array( 'edit' ),
					),
				)
			);
		}
	}

	/**
	 * What is sent with a post; a filter may know more of it than its author said.
	 *
	 * @param int        $id     The post; 0 for a new one.
	 * @param array      $row    Its row, without slashes.
	 * @param array|null $coming What is about to be kept; null: what is.
	 */
	public static function of( int $id, array $row, ?array $coming ): array {
		/**
		 * What is declared of a post.
		 *
		 * @param array $declared As front matter could say it: audience, type, case, consent and so on.
		 * @param int   $id       The post; 0 for a new one.
		 * @param array $row      Its row.
		 */
		$declared = self::clean( apply_filters( self::FIELD, $coming ?? self::stored( $id ), $id, $row ) );
		$channel  = (string) Postlint_Settings::get( 'channel' );
		return $declared && '' !== $channel ? $declared + array( 'channel' => $channel ) : $declared;
	}

	/**
	 * What is kept with a post.
	 *
	 * @param int $id The post.
	 */
	public static function stored( int $id ): array {
		return $id ? self::clean( get_post_meta( $id, self::META, true ) ) : array();
	}

	/**
	 * Keep it.
	 *
	 * @param int   $id    The post.
	 * @param mixed $given What was given for it.
	 */
	public static function keep( int $id, $given ): void {
		$declared = self::clean( $given );
		if ( $declared ) {
			update_post_meta( $id, self::META, wp_slash( $declared ) );
		} else {
			delete_post_meta( $id, self::META );
		}
	}

	/**
	 * In the shape that it is sent in. What is empty says nothing; what has another shape is not understood, which must
	 * not look like nothing: a withdrawal that cannot be read is one.
	 *
	 * @param mixed $given Whatever came.
	 */
	public static function clean( $given ): array {
		$given   = is_object( $given ) ? get_object_vars( $given ) : $given;
		$given   = is_array( $given ) ? $given : array();
		$record  = $given['consent'] ?? array();
		$record  = is_object( $record ) ? get_object_vars( $record ) : $record;
		$record  = is_array( $record ) ? $record : array( 'id' => self::NO_VALUE, 'withdrawn' => true );
		$clean   = self::lines( $given, self::WORDS );
		$consent = self::lines( $record, self::CONSENT );
		foreach ( self::LISTS as $key ) {
			$items = $record[ $key ] ?? array();
			$items = is_array( $items ) ? array_values( $items ) : explode( ',', self::line( $items ) );
			$items = array_filter( array_map( array( self::class, 'line' ), array_slice( $items, 0, self::MOST ) ), 'strlen' );
			if ( $items ) {
				$consent[ $key ] = array_values( $items );
			}
		}
		foreach ( self::TRUTHS as $key ) {
			if ( in_array( $record[ $key ] ?? false, array( true, 1, '1', 'true' ), true ) ) {
				$consent[ $key ] = true;
			}
		}
		$withdrawn = $record['withdrawn'] ?? false;
		if ( ! in_array( $withdrawn, array( null, false, 0, '', '0', 'false' ), true ) ) {
			$consent['withdrawn'] = is_string( $withdrawn ) && preg_match( '/^\d{4}-\d\d-\d\d$/', $withdrawn ) ? $withdrawn : true;
		}
		return $consent ? $clean + array( 'consent' => $consent ) : $clean;
	}

	/**
	 * The values of some keys, each in a line.
	 *
	 * @param array    $given Values.
	 * @param string[] $keys  Theirs.
	 */
	private static function lines( array $given, array $keys ): array {
		$lines = array();
		foreach ( $keys as $key ) {
			$line = self::line( $given[ $key ] ?? '' );
			if ( '' !== $line ) {
				$lines[ $key ] = $line;
			}
		}
		return $lines;
	}

	/**
	 * A value in a line.
	 *
	 * @param mixed $value Whatever came.
	 */
	private static function line( $value ): string {
		return is_scalar( $value ) ? mb_substr( sanitize_text_field( (string) $value ), 0, self::MOST, 'UTF-8' ) : self::NO_VALUE;
	}
}
