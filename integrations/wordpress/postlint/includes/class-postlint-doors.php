<?php
/**
 * Every way by which WordPress makes a post public.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * Stands at the lowest places that all ways pass: the row before it is written, the query of wp_publish_post(), and the
 * terms and fields of a post that is public.
 */
final class Postlint_Doors {

	/**
	 * Who decides.
	 *
	 * @var Postlint_Gate
	 */
	private $gate;

	/**
	 * What is to be noted on the post that is being written: text, answer, live.
	 *
	 * @var array|null
	 */
	private $to_note = null;

	/**
	 * Doors.
	 *
	 * @param Postlint_Gate $gate Who decides.
	 */
	public function __construct( Postlint_Gate $gate ) {
		$this->gate = $gate;
	}

	/**
	 * Stand at every door.
	 */
	public function register(): void {
		add_filter( 'wp_insert_post_data', array( $this, 'before_row' ), PHP_INT_MAX, 2 );
		add_action( 'wp_insert_post', array( $this, 'after_row' ), PHP_INT_MIN, 2 );
		add_action( 'wp_after_insert_post', array( $this, 'tell_caller' ), PHP_INT_MAX );
		add_action( 'publish_future_post', array( $this, 'before_release' ), PHP_INT_MIN );
		add_filter( 'query', array( $this, 'before_query' ), PHP_INT_MAX );
		add_action( 'transition_post_status', array( $this, 'after_change' ), PHP_INT_MIN, 3 );
		add_action( 'set_object_terms', array( $this, 'after_terms' ), PHP_INT_MIN, 6 );
		add_filter( 'add_post_metadata', array( $this, 'before_added_field' ), PHP_INT_MAX, 4 );
		add_filter( 'update_post_metadata', array( $this, 'before_field' ), PHP_INT_MAX, 4 );
		add_filter( 'update_post_metadata_by_mid', array( $this, 'before_field_by_number' ), PHP_INT_MAX, 4 );
	}

	/**
	 * A row is about to be written: one that is refused becomes a draft, or stays what it is if it is public already.
	 *
	 * @param array $data    The row, with slashes.
	 * @param array $postarr What wp_insert_post() was given.
	 */
	public function before_row( $data, $postarr ) {
		$this->to_note = 'revision' === $data['post_type'] ? $this->to_note : null;
		if ( ! Postlint_Settings::is_gated_type( $data['post_type'] ) ) {
			return $data;
		}
		$id     = (int) ( $postarr['ID'] ?? 0 );
		$row    = wp_unslash( $data );
		$before = $id ? get_post( $id ) : null;
		$coming = $this->gate->expected( $id ) + $this->coming_with( $postarr, $row['post_type'] );
		if ( ! Postlint_Settings::is_gated_status( $row['post_status'] ) ) {
			Postlint_Override::void_if_changed( $id, Postlint_Sources::text( $row, $id, $coming ) );
			return $data;
		}
		$text = Postlint_Sources::text( $row, $id, $coming );
		$live = $before && Postlint_Settings::is_visible( $before->post_status );
		if ( $live && $this->shows_nothing_new( $before, $row, $text ) ) {
			$this->gate->let_through( $row, $coming );
			return $data;
		}
		Postlint_Override::void_if_changed( $id, $text );
		$answer = $this->gate->decide( $id, $text );
		if ( $answer->allowed ) {
			$this->gate->let_through( $row, $coming );
			Postlint_Held::forget( $id );
			return $data;
		}
		$this->to_note = array( $text, $answer, $live );
		if ( $live ) {
			Postlint_Held::keep_aside( $id, $row );
			$this->gate->let_through( $before->to_array(), array() );
			return array_merge( $data, wp_slash( array_intersect_key( $before->to_array(), $data ) ) );
		}
		return array_merge( $data, self::as_draft( $before ) );
	}

	/**
	 * The row is written: now the post has a number that the note can be put on.
	 *
	 * @param int     $id   The post.
	 * @param WP_Post $post The same.
	 */
	public function after_row( $id, $post ) {
		if ( $this->to_note && 'revision' !== $post->post_type ) {
			list( $text, $answer, $live ) = $this->to_note;
			Postlint_Held::note( (int) $id, $text, $answer, $live );
		}
	}

	/**
	 * Tell those who would otherwise take a post that was held back for a published one.
	 *
	 * @param int $id The post.
	 */
	public function tell_caller( $id ) {
		if ( ! $this->to_note || 'revision' === get_post_type( $id ) ) {
			return;
		}
		list( , $answer, $live ) = $this->to_note;
		$this->to_note           = null;
		$message                 = self::explain( (int) $id, $answer, $live );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- WordPress has checked it; only its name is read.
		if ( wp_doing_ajax() && 'inline-save' === ( $_POST['action'] ?? '' ) ) {
			wp_die( esc_html( $message ) );
		}
		if ( defined( 'XMLRPC_REQUEST' ) && XMLRPC_REQUEST && isset( $GLOBALS['wp_xmlrpc_server'] ) ) {
			$GLOBALS['wp_xmlrpc_server']->error( 422, $message );
		}
	}

	/**
	 * A scheduled post is due. Refused, it is a draft before WordPress looks at it.
	 *
	 * @param int $id The post.
	 */
	public function before_release( $id ) {
		$post = get_post( $id );
		if ( ! $post || 'future' !== $post->post_status || ! Postlint_Settings::is_gated_type( $post->post_type )
			|| strtotime( $post->post_date_gmt . ' GMT' ) > time() ) {
			return;
		}
		$text   = Postlint_Sources::stored( $post );
		$answer = $this->gate->decide( $post->ID, $text );
		if ( ! $answer->allowed ) {
			wp_update_post( array( 'ID' => $post->ID ) + self::as_draft( null ) );
			Postlint_Held::note( $post->ID, $text, $answer, false );
		}
	}

	/**
	 * The wp_publish_post() function writes the status by a query of its own and asks nobody. Neither has it a way to
	 * hear no, so that it is thrown: returning would let it tell everybody of a publication that did not happen.
	 *
	 * @param string $query Any query.
	 * @throws Postlint_Refusal The post is not published.
	 */
	public function before_query( $query ) {
		global $wpdb;
		if ( false === strpos( $query, '`post_status` = ' ) || ! preg_match(
			'/^UPDATE `' . preg_quote( $wpdb->posts, '/' ) . '` SET `post_status` = \'([^\']+)\' WHERE `ID` = \'?(\d+)\'?$/',
			$query,
			$found
		) ) {
			return $query;
		}
		$post = get_post( (int) $found[2] );
		if ( ! $post || ! Postlint_Settings::is_gated_type( $post->post_type ) || ! Postlint_Settings::is_gated_status( $found[1] )
			|| Postlint_Settings::is_visible( $post->post_status ) ) {
			return $query;
		}
		$text   = Postlint_Sources::stored( $post );
		$answer = $this->gate->decide( $post->ID, $text );
		if ( ! $answer->allowed ) {
			Postlint_Held::note( $post->ID, $text, $answer, false );
			throw new Postlint_Refusal( $post->ID, $answer );
		}
		$this->gate->let_through( array( 'post_status' => $found[1] ) + $post->to_array(), array() );
		Postlint_Held::forget( $post->ID );
		return $query;
	}

	/**
	 * A post became public by a way that passed no door: it is taken back first and asked about then.
	 *
	 * @param string  $new  Its new status.
	 * @param string  $old  Its old status.
	 * @param WP_Post $post The post.
	 * @throws Postlint_Refusal The post is a draft again.
	 */
	public function after_change( $new, $old, $post ) {
		if ( $new === $old || ! $post instanceof WP_Post || ! Postlint_Settings::is_gated_type( $post->post_type )
			|| ! Postlint_Settings::is_gated_status( $new ) || $this->gate->has_let_through( $post ) ) {
			return;
		}
		$this->write_status( $post, 'draft' );
		$text   = Postlint_Sources::stored( $post );
		$answer = $this->gate->decide( $post->ID, $text );
		if ( ! $answer->allowed ) {
			Postlint_Held::note( $post->ID, $text, $answer, false );
			throw new Postlint_Refusal( $post->ID, $answer );
		}
		$this->write_status( $post, $new );
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
	 * What somebody is told of a post that was held back.
	 *
	 * @param int             $id     The post.
	 * @param Postlint_Answer $answer Why.
	 * @param bool            $live   Whether it is public with its old text.
	 */
	public static function explain( int $id, Postlint_Answer $answer, bool $live ): string {
		$kept = $live
			? __( 'The public post is unchanged; the new text is kept as an autosave.', 'postlint' )
			: __( 'It is kept as a draft.', 'postlint' );
		/* translators: 1: number of a post. 2: why. 3: what became of it. */
		return sprintf( __( 'Post %1$d was not published. %2$s %3$s', 'postlint' ), $id, $answer->summary(), $kept );
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

	/**
	 * Whether readers of a public post would see nothing that they do not see now.
	 *
	 * @param WP_Post       $before The post as it is.
	 * @param array         $row    As it would be.
	 * @param Postlint_Text $text   The text that it would have.
	 */
	private function shows_nothing_new( WP_Post $before, array $row, Postlint_Text $text ): bool {
		return Postlint_Sources::stored( $before )->html() === $text->html()
			&& ( '' === $before->post_password || $before->post_password === $row['post_password'] )
			&& ( 'private' !== $before->post_status || 'private' === $row['post_status'] );
	}

	/**
	 * What wp_insert_post() will write after the row.
	 *
	 * @param array  $postarr What it was given.
	 * @param string $type    The post's type.
	 */
	private function coming_with( array $postarr, string $type ): array {
		$terms = array();
		foreach ( (array) ( $postarr['tax_input'] ?? array() ) as $taxonomy => $given ) {
			$terms[ $taxonomy ] = Postlint_Sources::names( wp_unslash( $given ), (string) $taxonomy );
		}
		if ( isset( $postarr['tags_input'] ) ) {
			$terms['post_tag'] = Postlint_Sources::names( wp_unslash( $postarr['tags_input'] ), 'post_tag' );
		}
		if ( is_object_in_taxonomy( $type, 'category' ) && ( ! empty( $postarr['post_category'] ) || empty( $postarr['ID'] ) ) ) {
			$chosen            = array_filter( (array) ( $postarr['post_category'] ?? array() ) );
			$terms['category'] = Postlint_Sources::names( $chosen ? $chosen : array( (int) get_option( 'default_category' ) ), 'category' );
		}
		$coming = array( 'terms' => $terms );
		if ( ! empty( $postarr['meta_input'] ) ) {
			foreach ( (array) $postarr['meta_input'] as $key => $value ) {
				$coming['meta'][ $key ] = array( wp_unslash( $value ) );
			}
		}
		if ( isset( $postarr['_thumbnail_id'] ) ) {
			$coming['thumbnail'] = (int) $postarr['_thumbnail_id'];
		}
		return $coming;
	}

	/**
	 * What makes a row a draft: what it was, if that was not shown.
	 *
	 * @param WP_Post|null $before The post before.
	 */
	private static function as_draft( ?WP_Post $before ): array {
		$stays = $before && in_array( $before->post_status, array( 'pending', 'private' ), true );
		return array(
			'post_status'   => $stays ? $before->post_status : 'draft',
			'post_date_gmt' => '0000-00-00 00:00:00',
		);
	}

	/**
	 * Write a status straight into the row.
	 *
	 * @param WP_Post $post   The post.
	 * @param string  $status The status.
	 */
	private function write_status( WP_Post $post, string $status ): void {
		global $wpdb;
		remove_filter( 'query', array( $this, 'before_query' ), PHP_INT_MAX );
		$wpdb->update( $wpdb->posts, array( 'post_status' => $status ), array( 'ID' => $post->ID ) );
		add_filter( 'query', array( $this, 'before_query' ), PHP_INT_MAX );
		clean_post_cache( $post->ID );
		$post->post_status = $status;
	}
}
