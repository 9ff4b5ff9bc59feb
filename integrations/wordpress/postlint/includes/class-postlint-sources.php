<?php
/**
 * Where the text of a post comes from.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * Gathers what readers will see of a post: its own row, the names of its terms, its featured image and custom fields.
 * What is about to change is given, and the rest is read from the database.
 */
final class Postlint_Sources {

	/**
	 * The text of a post.
	 *
	 * @param array $row    post_title, post_content, post_excerpt, post_name, post_type; without slashes.
	 * @param int   $id     The post; 0 for a new one.
	 * @param array $coming What changes with it: 'terms' (names by taxonomy), 'meta' (values by key), 'thumbnail' (an id).
	 */
	public static function text( array $row, int $id, array $coming = array() ): Postlint_Text {
		$more = self::slug( (string) ( $row['post_name'] ?? '' ), (string) $row['post_title'] );
		foreach ( self::taxonomies( $row['post_type'] ) as $taxonomy ) {
			$names = $coming['terms'][ $taxonomy ] ?? self::stored_terms( $id, $taxonomy );
			sort( $names );
			foreach ( $names as $number => $name ) {
				$more[ $taxonomy . ':' . ( $number + 1 ) ] = $name;
			}
		}
		$thumbnail = (int) ( $coming['thumbnail'] ?? ( $id ? get_post_meta( $id, '_thumbnail_id', true ) : 0 ) );
		$more     += self::image( $thumbnail );
		foreach ( Postlint_Settings::meta_keys() as $key ) {
			$value = $coming['meta'][ $key ] ?? ( $id ? get_post_meta( $id, $key ) : array() );
			$words = self::words_in( $value );
			if ( '' !== $words ) {
				$more[ 'field:' . $key ] = $words;
			}
		}
		return new Postlint_Text( (string) $row['post_title'], (string) $row['post_excerpt'], (string) $row['post_content'], $more );
	}

	/**
	 * The text of a stored post.
	 *
	 * @param WP_Post $post   The post.
	 * @param array   $coming As for text().
	 */
	public static function stored( WP_Post $post, array $coming = array() ): Postlint_Text {
		return self::text( $post->to_array(), $post->ID, $coming );
	}

	/**
	 * The taxonomies of a post type that readers see.
	 *
	 * @param string $type A post type.
	 * @return string[]
	 */
	public static function taxonomies( string $type ): array {
		$seen = array();
		foreach ( get_object_taxonomies( $type, 'objects' ) as $name => $taxonomy ) {
			if ( $taxonomy->public && 'post_format' !== $name ) {
				$seen[] = $name;
			}
		}
		return $seen;
	}

	/**
	 * The names of terms that are given in one of WordPress's many ways.
	 *
	 * @param mixed  $terms    Ids, names, slugs, or names with commas between.
	 * @param string $taxonomy Theirs.
	 * @return string[]
	 */
	public static function names( $terms, string $taxonomy ): array {
		$split        = is_string( $terms ) ? explode( ',', $terms ) : (array) $terms;
		$hierarchical = is_taxonomy_hierarchical( $taxonomy );
		$names        = array();
		foreach ( $split as $term ) {
			$term  = is_string( $term ) ? trim( $term ) : $term;
			$is_id = is_int( $term ) || ( $hierarchical && is_numeric( $term ) );
			$known = $is_id ? get_term( (int) $term, $taxonomy ) : null;
			if ( $known instanceof WP_Term ) {
				$names[] = $known->name;
			} elseif ( is_string( $term ) && '' !== $term && ! $is_id ) {
				$named   = get_term_by( 'slug', $term, $taxonomy );
				$names[] = $named ? $named->name : $term;
			}
		}
		return array_values( array_unique( $names ) );
	}

	/**
	 * The names of the terms that a post has.
	 *
	 * @param int    $id       The post.
	 * @param string $taxonomy Of which kind.
	 * @return string[]
	 */
	public static function stored_terms( int $id, string $taxonomy ): array {
		$names = $id ? wp_get_object_terms( $id, $taxonomy, array( 'fields' => 'names' ) ) : array();
		return is_array( $names ) ? $names : array();
	}

	/**
	 * The words of an address, unless they are the title's.
	 *
	 * @param string $slug  The last part of the address.
	 * @param string $title The title.
	 * @return string[]
	 */
	private static function slug( string $slug, string $title ): array {
		$slug  = (string) preg_replace( array( '/__trashed(-\d+)?$/', '/-\d+$/' ), '', $slug );
		$words = trim( str_replace( array( '-', '_' ), ' ', urldecode( $slug ) ) );
		return '' === $words || sanitize_title( $title ) === $slug ? array() : array( 'slug' => $words );
	}

	/**
	 * What is said with a featured image, and what its file is called.
	 *
	 * @param int $id The attachment; 0 for none.
	 * @return string[]
	 */
	private static function image( int $id ): array {
		$image = $id > 0 ? get_post( $id ) : null;
		if ( ! $image ) {
			return array();
		}
		$file = pathinfo( (string) get_attached_file( $id ), PATHINFO_FILENAME );
		return array_filter(
			array(
				'image:alt'     => trim( (string) get_post_meta( $id, '_wp_attachment_image_alt', true ) ),
				'image:caption' => trim( $image->post_excerpt ),
				'image:file'    => trim( str_replace( array( '-', '_' ), ' ', $file ) ),
			),
			'strlen'
		);
	}

	/**
	 * The words in a custom field, whatever it holds.
	 *
	 * @param mixed $value A value, or several.
	 */
	private static function words_in( $value ): string {
		$words = array();
		$value = array( $value );
		array_walk_recursive(
			$value,
			static function ( $inner ) use ( &$words ): void {
				if ( is_scalar( $inner ) && ! is_bool( $inner ) ) {
					$words[] = trim( wp_strip_all_tags( (string) $inner ) );
				}
			}
		);
		return implode( "\n", array_filter( $words, 'strlen' ) );
	}
}
