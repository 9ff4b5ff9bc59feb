<?php
/**
 * What is remembered of a post that was held back, and what is done with its new text.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * A note on the post, without a word of it: which rules, and where in which field. It is gone when the post is let through.
 */
final class Postlint_Held {

	const NOTE = '_postlint_held';
	const TELL = '_postlint_to_tell'; // Of a user: posts that they have not been told of.
	const MOST = 50; // Findings noted, and posts told of.

	/**
	 * Remember why a post was held back, and that its author is to be told.
	 *
	 * @param int             $post_id The post.
	 * @param Postlint_Text   $text    What was refused.
	 * @param Postlint_Answer $answer  Why.
	 * @param bool            $live    Whether the post is public, with its old text.
	 */
	public static function note( int $post_id, Postlint_Text $text, Postlint_Answer $answer, bool $live ): void {
		$findings = array();
		foreach ( array_slice( $text->placed( $answer->findings ), 0, self::MOST ) as $finding ) {
			unset( $finding['rewrites'] );
			$findings[] = $finding;
		}
		$note = array(
			'seal'     => $text->seal( $post_id ),
			'summary'  => $answer->summary(),
			'findings' => $findings,
			'live'     => $live,
			'answered' => $answer->answered,
		);
		update_post_meta( $post_id, self::NOTE, wp_slash( $note ) );
		$user = get_current_user_id();
		if ( $user ) {
			$posts = array_diff( self::to_tell( $user ), array( $post_id ) );
			update_user_meta( $user, self::TELL, array_slice( array_merge( $posts, array( $post_id ) ), -self::MOST ) );
		}
	}

	/**
	 * The note on a post, or null.
	 *
	 * @param int $post_id The post.
	 */
	public static function note_on( int $post_id ): ?array {
		$note = get_post_meta( $post_id, self::NOTE, true );
		return is_array( $note ) && isset( $note['summary'], $note['seal'], $note['findings'] ) ? $note : null;
	}

	/**
	 * The post was let through.
	 *
	 * @param int $post_id The post.
	 */
	public static function forget( int $post_id ): void {
		if ( $post_id ) {
			delete_post_meta( $post_id, self::NOTE );
		}
	}

	/**
	 * The posts that somebody has not been told of.
	 *
	 * @param int $user Their number.
	 * @return int[]
	 */
	public static function to_tell( int $user ): array {
		return array_map( 'intval', array_filter( (array) get_user_meta( $user, self::TELL, true ) ) );
	}

	/**
	 * They have been told.
	 *
	 * @param int   $user  Their number.
	 * @param int[] $posts Of these; all if none are named.
	 */
	public static function told( int $user, array $posts = array() ): void {
		$left = $posts ? array_diff( self::to_tell( $user ), $posts ) : array();
		if ( $left ) {
			update_user_meta( $user, self::TELL, array_values( $left ) );
		} else {
			delete_user_meta( $user, self::TELL );
		}
	}

	/**
	 * Keep the new text of a post that stays public with its old one, as its author's autosave.
	 *
	 * @param int   $post_id The post.
	 * @param array $row     Its new row, without slashes.
	 */
	public static function keep_aside( int $post_id, array $row ): void {
		$text = array_intersect_key( $row, array_flip( array( 'post_title', 'post_content', 'post_excerpt' ) ) );
		$old  = wp_get_post_autosave( $post_id, get_current_user_id() );
		if ( $old ) {
			wp_update_post( wp_slash( array( 'ID' => $old->ID ) + $text ) );
		} else {
			_wp_put_post_revision( array( 'ID' => $post_id ) + $text, true );
		}
	}

	/**
	 * The text that a post's author last wanted to publish: of a public one that of the autosave.
	 *
	 * @param WP_Post $post The post.
	 */
	public static function wanted( WP_Post $post ): array {
		$row  = $post->to_array();
		$note = self::note_on( $post->ID );
		$kept = $note && $note['live'] ? wp_get_post_autosave( $post->ID, get_current_user_id() ) : false;
		if ( $kept ) {
			foreach ( array( 'post_title', 'post_content', 'post_excerpt' ) as $field ) {
				$row[ $field ] = $kept->$field;
			}
		}
		return $row;
	}
}
