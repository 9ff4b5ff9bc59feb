<?php
/**
 * What is added to a post that is public already, beside its row.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * Terms that may not be shown are taken back; fields that may not be shown are not written.
 */
final class Postlint_Additions {

	/**
	 * Who decides.
	 *
	 * @var Postlint_Gate
	 */
	private $gate;

	/**
	 * Additions.
	 *
	 * @param Postlint_Gate $gate Who decides.
	 */
	public function __construct( Postlint_Gate $gate ) {
		$this->gate = $gate;
	}

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_action( 'set_object_terms', array( $this, 'after_terms' ), PHP_INT_MIN, 6 );
		add_filter( 'add_post_metadata', array( $this, 'before_added_field' ), PHP_INT_MAX, 4 );
		add_filter( 'update_post_metadata', array( $this, 'before_field' ), PHP_INT_MAX, 4 );
		add_filter( 'update_post_metadata_by_mid', array( $this, 'before_field_by_number' ), PHP_INT_MAX, 4 );
	}

	/**
	 * The terms of a post were changed: what may not be shown is taken back.
	 *
	 * @param int    $id       The post.
	 * @param array  $terms    What was given.
	 * @param int[]  $now      The terms that were set.
	 * @param string $taxonomy Of which kind.
	 * @param bool   $append   Whether the old ones stay.
	 * @param int[]  $old      The terms before.
	 */
	public function after_terms( $id, $terms, $now, $taxonomy, $append, $old ) {
		$post = get_post( $id );
		$new  = array_diff( array_map( 'intval', $now ), array_map( 'intval', $old ) );
		if ( ! $new || ! $post || ! $this->is_shown( $post ) || ! in_array( $taxonomy, Postlint_Sources::taxonomies( $post->post_type ), true ) ) {
			return;
		}
		$names = array();
		foreach ( $new as $number ) {
			$term    = get_term_by( 'term_taxonomy_id', $number, $taxonomy );
			$names[] = $term ? $term->name : '';
		}
		if ( ! array_diff( $names, $this->gate->checked_with( $post )['terms'][ $taxonomy ] ?? array() ) ) {
			return;
		}
		if ( $this->is_refused( $post, array() ) ) {
			$back = $append ? array_diff( array_map( 'intval', wp_get_object_terms( $post->ID, $taxonomy, array( 'fields' => 'tt_ids' ) ) ), $new ) : $old;
			$ids  = array();
			foreach ( $back as $number ) {
				$term  = get_term_by( 'term_taxonomy_id', $number, $taxonomy );
				$ids[] = $term ? $term->term_id : 0;
			}
			remove_action( 'set_object_terms', array( $this, 'after_terms' ), PHP_INT_MIN );
			wp_set_object_terms( $post->ID, array_filter( $ids ), $taxonomy );
			add_action( 'set_object_terms', array( $this, 'after_terms' ), PHP_INT_MIN, 6 );
		}
	}

	/**
	 * A value is about to be added to a field.
	 *
	 * @param mixed  $done  Not null if somebody else has dealt with it.
	 * @param int    $id    The post.
	 * @param string $key   The field.
	 * @param mixed  $value The value.
	 */
	public function before_added_field( $done, $id, $key, $value ) {
		$before = '_thumbnail_id' === $key ? array() : get_post_meta( $id, $key );
		return $this->field( $done, (int) $id, (string) $key, array_merge( (array) $before, array( $value ) ) );
	}

	/**
	 * A field is about to be changed.
	 *
	 * @param mixed  $done  Not null if somebody else has dealt with it.
	 * @param int    $id    The post.
	 * @param string $key   The field.
	 * @param mixed  $value The value.
	 */
	public function before_field( $done, $id, $key, $value ) {
		return $this->field( $done, (int) $id, (string) $key, array( $value ) );
	}

	/**
	 * A field is about to be changed that is known by a number of its own.
	 *
	 * @param mixed        $done   Not null if somebody else has dealt with it.
	 * @param int          $number The number.
	 * @param mixed        $value  The value.
	 * @param string|false $key    The field; false if it stays the same.
	 */
	public function before_field_by_number( $done, $number, $value, $key ) {
		$meta = get_metadata_by_mid( 'post', $number );
		return $meta ? $this->field( $done, (int) $meta->post_id, is_string( $key ) ? $key : $meta->meta_key, array( $value ) ) : $done;
	}

	/**
	 * Whether a field may have these values: null if so, false if it is not to be written.
	 *
	 * @param mixed  $done   Not null if somebody else has dealt with it.
	 * @param int    $id     The post.
	 * @param string $key    The field.
	 * @param array  $values Its values.
	 */
	private function field( $done, int $id, string $key, array $values ) {
		$is_image = '_thumbnail_id' === $key;
		if ( null !== $done || ! ( $is_image || in_array( $key, Postlint_Settings::meta_keys(), true ) ) ) {
			return $done;
		}
		$post = get_post( $id );
		if ( ! $post || ! $this->is_shown( $post ) ) {
			return $done;
		}
		$checked = $this->gate->checked_with( $post );
		$coming  = $is_image ? array( 'thumbnail' => (int) $values[0] ) : array( 'meta' => array( $key => $values ) );
		$known   = $is_image
			? ( $checked['thumbnail'] ?? null ) === $coming['thumbnail']
			: isset( $checked['meta'][ $key ] ) && array_values( (array) $checked['meta'][ $key ] ) === $values;
		return ! $known && $this->is_refused( $post, $coming ) ? false : $done;
	}

	/**
	 * Whether readers see a post, or will without anybody's doing.
	 *
	 * @param WP_Post $post The post.
	 */
	private function is_shown( WP_Post $post ): bool {
		return Postlint_Settings::is_gated_type( $post->post_type ) && Postlint_Settings::is_gated_status( $post->post_status );
	}

	/**
	 * Whether something new about a post that is shown is refused; if so, that is noted.
	 *
	 * @param WP_Post $post   The post.
	 * @param array   $coming What is new, if it is not stored yet.
	 */
	private function is_refused( WP_Post $post, array $coming ): bool {
		$text   = Postlint_Sources::stored( $post, $coming );
		$answer = $this->gate->decide( $post->ID, $text );
		if ( ! $answer->allowed ) {
			Postlint_Held::note( $post->ID, $text, $answer, true );
		}
		return ! $answer->allowed;
	}
}
