<?php
/**
 * What wp-admin says of posts that were held back.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * On the page of the post, the findings with the words that they mean, which are the author's own; elsewhere only that
 * posts were held back.
 */
final class Postlint_Notices {

	const LONGEST = 80; // Code points of words that are shown.

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_action( 'admin_notices', array( $this, 'show' ) );
		add_filter( 'redirect_post_location', array( $this, 'message' ), PHP_INT_MAX, 2 );
	}

	/**
	 * The classic editor does not say that a post was published that was not.
	 *
	 * @param string $location Where the browser is sent.
	 * @param int    $post_id  The post.
	 */
	public function message( $location, $post_id ) {
		$message = wp_parse_url( $location, PHP_URL_QUERY );
		wp_parse_str( (string) $message, $query );
		if ( in_array( $query['message'] ?? '', array( '1', '6', '9' ), true ) && in_array( (int) $post_id, Postlint_Held::to_tell( get_current_user_id() ), true ) ) {
			return remove_query_arg( 'message', $location );
		}
		return $location;
	}

	/**
	 * The notices of a page.
	 */
	public function show(): void {
		$screen = get_current_screen();
		$post   = $screen && 'post' === $screen->base ? get_post() : null;
		if ( $post instanceof WP_Post ) {
			$this->show_post( $post );
			Postlint_Held::told( get_current_user_id(), array( $post->ID ) );
			return;
		}
		$posts = Postlint_Held::to_tell( get_current_user_id() );
		Postlint_Held::told( get_current_user_id() );
		foreach ( $posts as $id ) {
			$note = Postlint_Held::note_on( $id );
			if ( $note && current_user_can( 'edit_post', $id ) ) {
				printf(
					'<div class="notice notice-error postlint-held"><p><a href="%s">%s</a>: %s</p></div>',
					esc_url( get_edit_post_link( $id, 'url' ) ),
					/* translators: %d: number of a post. */
					esc_html( sprintf( __( 'Post %d', 'postlint' ), $id ) ),
					esc_html( __( 'Not published.', 'postlint' ) . ' ' . $note['summary'] )
				);
			}
		}
	}

	/**
	 * The notice on the page of a post.
	 *
	 * @param WP_Post $post The post.
	 */
	private function show_post( WP_Post $post ): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only says what was done.
		if ( isset( $_GET['postlint_overridden'] ) && '' !== (string) get_post_meta( $post->ID, Postlint_Override::META, true ) ) {
			echo '<div class="notice notice-warning"><p>' . esc_html__( 'Overridden and logged: as long as the text stays as it is, this post can be published.', 'postlint' ) . '</p></div>';
			return;
		}
		$note = Postlint_Held::note_on( $post->ID );
		if ( ! $note || ! current_user_can( 'edit_post', $post->ID ) ) {
			return;
		}
		echo '<div class="notice notice-error postlint-held"><p><strong>' . esc_html__( 'Not published.', 'postlint' ) . '</strong> ' . esc_html( $note['summary'] ) . ' ';
		echo esc_html( $note['live'] ? __( 'The public post is unchanged; the new text is kept as an autosave.', 'postlint' ) : __( 'It is kept as a draft.', 'postlint' ) ) . '</p>';
		$this->show_findings( $post, $note );
		if ( $note['answered'] && Postlint_Override::is_open_to_user( $post->ID ) ) {
			$this->show_form( $post->ID );
		}
		echo '</div>';
	}

	/**
	 * The findings, with their words if the text is still the one that was refused.
	 *
	 * @param WP_Post $post The post.
	 * @param array   $note The note on it.
	 */
	private function show_findings( WP_Post $post, array $note ): void {
		$row  = Postlint_Held::wanted( $post );
		$same = hash_equals( $note['seal'], Postlint_Sources::text( $row, $post->ID )->seal( $post->ID ) );
		echo '<ul class="ul-disc">';
		foreach ( $note['findings'] as $finding ) {
			$words = '';
			if ( $same && null !== $finding['start'] ) {
				$words = mb_substr( (string) $row[ 'post_' . $finding['field'] ], $finding['start'], $finding['end'] - $finding['start'], 'UTF-8' );
				$words = trim( wp_strip_all_tags( $words ) );
				$words = mb_strlen( $words, 'UTF-8' ) > self::LONGEST ? mb_substr( $words, 0, self::LONGEST, 'UTF-8' ) . '…' : $words;
			}
			echo '<li>' . ( '' === $words ? '' : '<mark>' . esc_html( $words ) . '</mark> ' ) . esc_html( $finding['message'] );
			echo ' <code>' . esc_html( $finding['rule'] ) . '</code> (' . esc_html( $finding['field'] ) . ')</li>';
		}
		echo '</ul>';
	}

	/**
	 * The form for an override. Its fields belong to a form of their own at the page's end, since the notice may be moved
	 * into the editor's.
	 *
	 * @param int $post_id The post.
	 */
	private function show_form( int $post_id ): void {
		add_action(
			'admin_footer',
			static function () use ( $post_id ): void {
				echo '<form id="postlint-override" method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '">';
				echo '<input type="hidden" name="action" value="postlint_override"><input type="hidden" name="post" value="' . esc_attr( (string) $post_id ) . '">';
				wp_nonce_field( 'postlint_override_' . $post_id, '_wpnonce', false );
				echo '</form>';
			}
		);
		echo '<p><label>' . esc_html__( 'Publish it all the same, because', 'postlint' ) . ' ';
		echo '<input type="text" form="postlint-override" name="reason" class="regular-text" required minlength="10"></label> ';
		echo '<button type="submit" form="postlint-override" class="button">' . esc_html__( 'Override', 'postlint' ) . '</button> ';
		echo esc_html__( 'This is logged, with your name.', 'postlint' ) . '</p>';
	}
}
